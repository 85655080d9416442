//! Athena workgroups.

use tipctl_model::{AttrSchema, AttrType, Default, KindName, KindSchema, Lane, ReplaceOrder, Section};

pub(super) const NAME: KindName = KindName("workgroup");

const WORKFORCE: AttrType = AttrType::Ref { kinds: &["group", "user"], attr: "id" };

static ENCRYPTION: &[AttrSchema] = &[
    AttrSchema::choice("mode", &["cse-kms", "sse-kms", "sse-s3"])
        .doc("How: by S3 with its own key or with a KMS key, or by Athena with a KMS key."),
    AttrSchema::text("kms_key").doc("The KMS key, as an ARN or an id."),
];

static MANAGED_RESULTS: &[AttrSchema] = &[
    AttrSchema::bool("enabled").required().doc("Whether Athena keeps the results itself."),
    AttrSchema::text("kms_key")
        .doc("The KMS key that they are encrypted with; Athena's own where there is none."),
];

static MONITORING: &[AttrSchema] = &[
    AttrSchema::new("cloudwatch", AttrType::Object(CLOUDWATCH)).doc("In CloudWatch Logs."),
    AttrSchema::new("managed", AttrType::Object(MANAGED_LOGS)).doc("In Athena's own storage."),
    AttrSchema::new("s3", AttrType::Object(S3_LOGS)).doc("In a bucket."),
];

static CLOUDWATCH: &[AttrSchema] = &[
    AttrSchema::bool("enabled").required().doc("Whether logs go there."),
    AttrSchema::text("log_group").doc("The log group."),
    AttrSchema::text("log_stream_prefix").doc("How the names of the log streams begin."),
    AttrSchema::new("log_types", AttrType::Map(&AttrType::Set(&AttrType::Text)))
        .doc("Which logs, by what writes them, such as `{ SPARK_DRIVER = [\"STDERR\"] }`."),
];

static MANAGED_LOGS: &[AttrSchema] = &[
    AttrSchema::bool("enabled").required().doc("Whether logs go there."),
    AttrSchema::text("kms_key").doc("The KMS key that they are encrypted with."),
];

static S3_LOGS: &[AttrSchema] = &[
    AttrSchema::bool("enabled").required().doc("Whether logs go there."),
    AttrSchema::text("location").doc("Where: `s3://bucket/prefix/`."),
    AttrSchema::text("kms_key").doc("The KMS key that they are encrypted with."),
];

static ENGINE: &[AttrSchema] = &[
    AttrSchema::int("max_dpus", 2, 5000).doc("How many data processing units may run at once."),
    AttrSchema::int("coordinator_dpus", 1, 1).doc("The size of the coordinator, in data processing units."),
    AttrSchema::int("executor_dpus", 1, 1).doc("The size of an executor, in data processing units."),
    AttrSchema::new("configs", AttrType::Map(&AttrType::Text)).doc("Parameters of the notebook engine."),
    AttrSchema::new("spark_properties", AttrType::Map(&AttrType::Text)).doc("Properties of Spark, jars among them."),
    AttrSchema::new("classifications", AttrType::List(&AttrType::Object(CLASSIFICATION))).doc(
        "Settings in groups. The only ones for SQL too: `athena-query-engine-properties`, with `min-dpu-count` and \
         `max-dpu-count` for queries in provisioned capacity.",
    ),
];

static CLASSIFICATION: &[AttrSchema] = &[
    AttrSchema::text("name").required().doc("The group."),
    AttrSchema::new("properties", AttrType::Map(&AttrType::Text)).doc("The settings in it."),
];

pub(super) static SCHEMA: KindSchema = KindSchema {
    name: NAME,
    doc: "An Athena workgroup, by default one whose queries carry the identity of the user. Its `users` become the \
          assignments of its Identity Center application and, where its results go through S3 Access Grants, the \
          grants on its results.",
    section: Section::Labelled,
    attrs: &[
        AttrSchema::text("name").immutable().doc(
            "The workgroup's name, unique in account and region; 1 to 128 letters, digits and `._-`. By default the \
             label.",
        ),
        AttrSchema::text("description").doc("What the workgroup is for; at most 1,024 characters."),
        AttrSchema::choice("state", &["disabled", "enabled"]).doc("Whether queries can be run in it."),
        AttrSchema::bool("identity_center").immutable().default(Default::Bool(true)).doc(
            "Whether users are known by their Identity Center identity. AWS cannot change it: the workgroup is \
             replaced, and its saved queries and its history are gone.",
        ),
        AttrSchema::new("users", AttrType::Set(&WORKFORCE)).written_only().doc(
            "Who may use the workgroup. Each becomes an `application_assignment` and an `access_grant` that lets \
             them write and read results; at most 100 groups. One that is not in the spec is written as \
             `arn:aws:identitystore:::group/…` or `…:::user/…`.",
        ),
        AttrSchema::refers("role", &["role"], "arn").doc(
            "The role that Athena runs queries as; required with `identity_center`. It can be changed and not removed.",
        ),
        AttrSchema::text("results").doc(
            "Where results go, such as `s3://acme-athena-results/analytics/`, with a slash at the end. An empty text \
             removes it.",
        ),
        AttrSchema::refers("results_role", &["role"], "arn").written_only().doc(
            "The role that S3 Access Grants lends to the users for `results`. Needed unless an \
             `access_grants_location` of the spec covers them.",
        ),
        AttrSchema::bool("access_grants").doc(
            "Whether results are written and read through S3 Access Grants as the user. By default as \
             `identity_center`, whose queries need it.",
        ),
        AttrSchema::bool("private_results").doc(
            "Whether each user has a folder of their own below `results`. Needs `enforce`. Without it the members of \
             a group read each other's results.",
        ),
        AttrSchema::bool("enforce")
            .default(Default::Bool(true))
            .doc("Whether the workgroup's settings override those that a client asks for."),
        AttrSchema::new("encryption", AttrType::Object(ENCRYPTION))
            .doc("How results are encrypted: `{ mode = \"sse-kms\", kms_key = \"arn:…\" }`. `{}` leaves it to the bucket."),
        AttrSchema::text("expected_bucket_owner")
            .doc("The account that must own the bucket of `results`. An empty text removes the check."),
        AttrSchema::choice("acl", &["bucket-owner-full-control", "none"])
            .doc("Whether the owner of the bucket gets full control of results written from another account."),
        AttrSchema::new("managed_results", AttrType::Object(MANAGED_RESULTS)).doc(
            "Athena's own storage of results, instead of `results`: `{ enabled = true }`. Not together with \
             `identity_center`: nothing says that AWS allows it.",
        ),
        AttrSchema::bool("publish_metrics").doc("Whether query metrics go to CloudWatch; a new workgroup's do."),
        AttrSchema::bool("requester_pays")
            .doc("Whether queries may read buckets whose readers pay. Not together with `identity_center`."),
        AttrSchema::int("bytes_scanned_cutoff", 0, i64::MAX)
            .doc("How many bytes a query may scan: none where 0, at least 10,000,000 otherwise."),
        AttrSchema::text("engine_version").doc(
            "`AUTO`, or a version such as `Athena engine version 3`; with one such as `PySpark engine version 3` the \
             workgroup is for Spark, which does not know `identity_center`.",
        ),
        AttrSchema::new("engine", AttrType::Object(ENGINE))
            .doc("Settings of the engine, taken as a whole; all but `classifications` for Spark alone."),
        AttrSchema::new("monitoring", AttrType::Object(MONITORING))
            .doc("Where the logs of a Spark workgroup go, taken as a whole."),
        AttrSchema::text("additional_configuration").doc(
            "JSON for the notebook engine of a Spark workgroup, at most 128 characters. It can be changed and not \
             removed.",
        ),
        AttrSchema::bool("minimum_encryption").doc(
            "Whether results must be encrypted at least as the workgroup says, where clients have their own settings: \
             only with `enforce = false`, and not together with `identity_center`.",
        ),
        AttrSchema::text("content_key")
            .doc("The KMS key for what Athena keeps of users' work, as an ARN. An empty text leaves it to Athena."),
        AttrSchema::new("tags", AttrType::Map(&AttrType::Text)).doc("Tags of the workgroup."),
        AttrSchema::refers("instance", &["identity_center"], "arn")
            .immutable()
            .compared_only()
            .doc("The Identity Center instance whose users it knows."),
        AttrSchema::text("arn").computed().doc("`arn:aws:athena:…:workgroup/…`; known before it is made."),
        AttrSchema::text("application_arn")
            .computed()
            .doc("The Identity Center application that AWS makes for the workgroup, to which its users are assigned."),
    ],
    identity: &[&["name"]],
    after: &["access_grants_location", "lake_identity_center"],
    replace: ReplaceOrder::DeleteFirst,
    lane: Lane { service: "athena", writes: 4 },
    batch: 1,
    composite: false,
};
