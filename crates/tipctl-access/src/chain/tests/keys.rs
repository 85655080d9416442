use tipctl_model::inventory::Encryption;

use super::{KEY, customer_key, followed};
use crate::{Verdict, world::*};

#[test]
fn a_key_is_known_by_each_of_its_names_and_used_through_a_service() {
    let used = |name: &str, mode: &str, through: Option<&str>| {
        let mut world = world();
        let condition = through.map_or_else(String::new, |service| {
            format!(r#","Condition":{{"StringEquals":{{"kms:ViaService":"{service}.ap-northeast-1.amazonaws.com"}}}}"#)
        });
        let policy = format!(
            r#"{{"Statement":{{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"{condition}}}}}"#
        );
        for name in [KEY, "alias/results"] {
            world.keys.insert(name, customer_key(document(&policy)));
        }
        let encryption = Encryption { mode: mode.to_owned(), key: Some(name.to_owned()) };
        world.workgroups.get_mut("analytics").unwrap().encryption = Some(encryption);
        followed(&world).verdict()
    };
    for name in [KEY, "1", "alias/results"] {
        assert_eq!(used(name, "sse-kms", None), Verdict::Holds, "{name}");
    }
    assert_eq!(used(KEY, "sse-kms", Some("s3")), Verdict::Holds);
    assert!(used(KEY, "sse-kms", Some("athena")).breach().is_some());
    assert!(matches!(used(KEY, "cse-kms", Some("athena")), Verdict::Unknown(_)));
    assert_eq!(used(KEY, "cse-kms", None), Verdict::Holds);
    assert!(matches!(used("alias/of-another", "sse-kms", None), Verdict::Unknown(_)));
}
