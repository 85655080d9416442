//! Settings of a workgroup's engine and of its logs, in the shapes that Athena gives and takes.
//!
//! Nearly all of them are for Spark. Athena takes each of the two as a whole.

use aws_sdk_athena::types::{
    Classification, CloudWatchLoggingConfiguration, EngineConfiguration, ManagedLoggingConfiguration,
    MonitoringConfiguration, S3LoggingConfiguration,
};
use tipctl_model::{Attrs, Value};

/// The attribute `engine`; nothing where the spec leaves it out.
pub(super) fn engine(want: &Attrs) -> Option<EngineConfiguration> {
    let engine = want.get("engine")?;
    let number =
        |name| engine.entry(name).and_then(Value::as_int).and_then(|number| i32::try_from(number).ok());
    let mut built = EngineConfiguration::builder()
        .set_max_concurrent_dpus(number("max_dpus"))
        .set_coordinator_dpu_size(number("coordinator_dpus"))
        .set_default_executor_dpu_size(number("executor_dpus"));
    for (name, text) in texts(engine, "configs") {
        built = built.additional_configs(name, text);
    }
    for (name, text) in texts(engine, "spark_properties") {
        built = built.spark_properties(name, text);
    }
    for one in engine.entry("classifications").map(Value::elements).unwrap_or_default() {
        let mut classification = Classification::builder().set_name(text(one, "name"));
        for (name, text) in texts(one, "properties") {
            classification = classification.properties(name, text);
        }
        built = built.classifications(classification.build());
    }
    Some(built.build())
}

/// The attribute `monitoring`; nothing where the spec leaves it out.
pub(super) fn monitoring(want: &Attrs) -> Option<MonitoringConfiguration> {
    let monitoring = want.get("monitoring")?;
    let cloudwatch = monitoring.entry("cloudwatch").and_then(|logs| {
        let mut built = CloudWatchLoggingConfiguration::builder()
            .enabled(is_enabled(logs))
            .set_log_group(text(logs, "log_group"))
            .set_log_stream_name_prefix(text(logs, "log_stream_prefix"));
        for (name, kinds) in logs.entry("log_types").and_then(Value::as_map).into_iter().flatten() {
            let kinds = kinds.elements().iter().filter_map(|kind| kind.as_text().map(str::to_owned));
            built = built.log_types(name, kinds.collect());
        }
        built.build().ok()
    });
    let managed = monitoring.entry("managed").and_then(|logs| {
        let built = ManagedLoggingConfiguration::builder().enabled(is_enabled(logs));
        built.set_kms_key(text(logs, "kms_key")).build().ok()
    });
    let s3 = monitoring.entry("s3").and_then(|logs| {
        let built = S3LoggingConfiguration::builder().enabled(is_enabled(logs));
        built.set_kms_key(text(logs, "kms_key")).set_log_location(text(logs, "location")).build().ok()
    });
    let built = MonitoringConfiguration::builder()
        .set_cloud_watch_logging_configuration(cloudwatch)
        .set_managed_logging_configuration(managed)
        .set_s3_logging_configuration(s3);
    Some(built.build())
}

/// The attribute `engine` as Athena shows it.
pub(super) fn shown_engine(engine: Option<&EngineConfiguration>) -> Value {
    let Some(engine) = engine else { return Value::map::<&str>([]) };
    let number = |number: i32| Value::Int(i64::from(number));
    let classification = |one: &Classification| {
        let properties = one.properties().map(|properties| ("properties", shown_texts(properties)));
        Value::map(one.name().map(|name| ("name", Value::text(name))).into_iter().chain(properties))
    };
    let classifications: Vec<Value> = engine.classifications().iter().map(classification).collect();
    present([
        // AWS: a size is one or more, so the SDK's zero stands for none.
        ("max_dpus", Some(engine.max_concurrent_dpus()).filter(|dpus| *dpus > 0).map(number)),
        ("coordinator_dpus", engine.coordinator_dpu_size().map(number)),
        ("executor_dpus", engine.default_executor_dpu_size().map(number)),
        ("configs", engine.additional_configs().map(shown_texts)),
        ("spark_properties", engine.spark_properties().map(shown_texts)),
        ("classifications", Some(classifications).filter(|all| !all.is_empty()).map(Value::List)),
    ])
}

/// The attribute `monitoring` as Athena shows it.
pub(super) fn shown_monitoring(monitoring: Option<&MonitoringConfiguration>) -> Value {
    let Some(monitoring) = monitoring else { return Value::map::<&str>([]) };
    let text = |text: Option<&str>| text.map(Value::text);
    let cloudwatch = monitoring.cloud_watch_logging_configuration().map(|shown| {
        let types = shown.log_types().map(|types| {
            Value::map(
                types.iter().map(|(name, kinds)| (name, Value::texts(kinds.iter().map(String::as_str)))),
            )
        });
        present([
            ("enabled", Some(Value::Bool(shown.enabled()))),
            ("log_group", text(shown.log_group())),
            ("log_stream_prefix", text(shown.log_stream_name_prefix())),
            ("log_types", types),
        ])
    });
    let managed = monitoring.managed_logging_configuration().map(|shown| {
        present([("enabled", Some(Value::Bool(shown.enabled()))), ("kms_key", text(shown.kms_key()))])
    });
    let s3 = monitoring.s3_logging_configuration().map(|shown| {
        present([
            ("enabled", Some(Value::Bool(shown.enabled()))),
            ("location", text(shown.log_location())),
            ("kms_key", text(shown.kms_key())),
        ])
    });
    present([("cloudwatch", cloudwatch), ("managed", managed), ("s3", s3)])
}

/// The members that are there.
fn present<const N: usize>(members: [(&'static str, Option<Value>); N]) -> Value {
    Value::map(members.into_iter().filter_map(|(name, value)| Some((name, value?))))
}

fn shown_texts<'a>(texts: impl IntoIterator<Item = (&'a String, &'a String)>) -> Value {
    Value::map(texts.into_iter().map(|(name, text)| (name, Value::text(text.as_str()))))
}

fn is_enabled(logs: &Value) -> bool {
    logs.entry("enabled").and_then(Value::as_bool).unwrap_or(false)
}

fn text(table: &Value, name: &str) -> Option<String> {
    table.entry(name)?.as_text().map(str::to_owned)
}

fn texts<'a>(table: &'a Value, name: &str) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
    let entries = table.entry(name).and_then(Value::as_map);
    entries.into_iter().flatten().filter_map(|(name, text)| Some((name.as_str(), text.as_text()?)))
}
