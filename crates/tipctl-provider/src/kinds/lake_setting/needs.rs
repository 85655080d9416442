//! What has to be allowed for Lake Formation's settings.

use tipctl_model::{Need, Place, Work};

pub(super) fn needs(work: Work, place: &Place) -> Vec<Need> {
    let lake = |action| Need::anywhere(&[action]).when("aws:RequestedRegion", &place.region);
    match work {
        Work::Sweep => vec![lake("lakeformation:GetDataLakeSettings")],
        Work::Create | Work::Update | Work::Delete => vec![
            lake("lakeformation:GetDataLakeSettings"),
            lake("lakeformation:PutDataLakeSettings"),
            // AWS: facts/tip-chain.md §6b.
            Need::Beyond(
                "AWS's managed policy `AWSLakeFormationDataAdmin` denies `lakeformation:PutDataLakeSettings`, whatever \
                 else allows it: do not attach it beside this one.",
            ),
        ],
    }
}
