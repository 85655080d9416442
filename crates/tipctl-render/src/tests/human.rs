use insta::assert_snapshot;
use tipctl_model::{Action, Mode, Note, OnChange, Plan, Reason, Value, Verb};

use super::invented::{
    SCHEMAS, access, address, attrs, because, change, everything, live, pending, plan, step, update, value,
};
use crate::{Colour, Glyphs, Palette, View, write_plan};

const COLOURED: Palette = Palette { colour: Colour::On, glyphs: Glyphs::Unicode };

fn drawn(plan: &Plan, palette: Palette, width: usize) -> String {
    let mut text = String::new();
    write_plan(&View::new(plan, SCHEMAS), palette, width, &mut text).unwrap();
    text
}

fn noted() -> Plan {
    let mut plan =
        plan(vec![change("gate.kept", Action::Keep { live: live([("name", "kept".into())]) })], vec![]);
    plan.report.notes = vec![
        Note {
            code: "pass::caller_is_no_admin",
            message:
                "the caller is not an administrator of the lake, so passes of others may be missing here"
                    .to_owned(),
            help: Some(
                "add `arn:aws:iam::111122223333:role/deployers-of-the-analytics-platform` to `[lake] admins`"
                    .to_owned(),
            ),
        },
        Note { code: "gate::slow", message: "gates take\na minute to open".to_owned(), help: None },
    ];
    plan.report.foreign = [(address("pass.x").kind, 12), (address("gate.x").kind, 1)].into();
    plan.report.vanished = vec![address("gate.old"), address("pass.old")];
    plan
}

/// Of everything, what stays and what meets one of `actions`.
fn only(actions: &[&str]) -> Plan {
    let mut plan = everything();
    plan.changes.retain(|change| change.action.is_keep() || actions.contains(&change.action.word()));
    plan
}

#[test]
fn what_comes_goes_and_is_recognised() {
    assert_snapshot!(drawn(&only(&["adopt", "create", "delete"]), Palette::PLAIN, 100), @r##"
    Stack analytics in 111122223333, ap-northeast-1

      = gate.adopted  # exists already; becomes the stack's own
            name = "adopted"

      + gate.new
          + name  = "new"
          + limit = 40
          + open  = true
          + team  = "t-1"  # team.staff
          + teams = [
              + "t-1"  # team.staff
              + "t-9"
            ]
          + hours = ["08:00", "18:00"]
          + tags  = { "cost center" = "12", owner = "売上\n\u202e" }
          + trust = {
              + "Statement": [
              +   {
              +     "Action": [
              +       "gates:Enter"
              +     ],
              +     "Effect": "Allow",
              +     "Resource": "*",
              +     "Sid": "Enter"
              +   }
              + ],
              + "Version": "2012-10-17"
            }
          + arn   = (known after apply)

      + pass.derived (derived from gate.new.users)
          + to    = "t-2"  # team.guests
          + on    = { database = "sales", table = "orders" }
          + allow = ["describe", "select"]

      - pass.gone  # the spec no longer asks for it
          - to = "t-2"  # team.guests
          - on = { database = "sales" }

      + riddle.closed
          + alpha = 1
          + beta  = 2

    Plan: 3 to create, 0 to update, 0 to replace, 1 to delete, 1 to adopt. 1 unchanged, 2 found.
    "##);
}

#[test]
fn what_is_updated() {
    assert_snapshot!(drawn(&only(&["update"]), Palette::PLAIN, 100), @r##"
    Stack analytics in 111122223333, ap-northeast-1

      ~ gate.opened
          # exists already; becomes the stack's own
          # its mark says that stack `other` owns it
          + purpose = "visits"
          ~ open    = false -> true
          ~ team    = "t-1" -> "t-2"  # team.staff -> team.guests
          ~ teams   = [
              - "t-1"  # team.staff
              + "t-2"  # team.guests
              + (known after apply)  # team.new
                # (2 unchanged elements hidden)
            ]
          ~ hours   = [
                "08:00",
              - "18:00"
              + "20:00"
            ]
          ~ tags    = {
              + area      = "north"
              ~ owner     = "ops" -> "data"
              - temporary = "yes"
                # (1 unchanged entry hidden)
            }
          ~ rules   = {
              ~ night = {
                    "Statement": [
                      {
                        "Action": [
                          "gates:Enter",
                          "gates:Look",
                          "gates:Wait",
                          "gates:Knock",
                          "gates:Ring",
                  +       "gates:Sing"
                        ],
                        "Effect": "Allow",
                        "Resource": "*",
                        "Sid": "Enter"
                      },
                    # (18 unchanged lines hidden)
                }
              + noon  = {
                  + "Statement": [
                  +   {
                  +     "Action": [
                  +       "gates:*"
                  +     ],
                  +     "Effect": "Deny",
                  +     "Resource": "*",
                  +     "Sid": "Rest"
                  +   }
                  + ],
                  + "Version": "2012-10-17"
                }
            }
            arn     = "arn:gate/opened"
            # (3 unchanged attributes hidden)

    Plan: 0 to create, 1 to update, 0 to replace, 0 to delete, 0 to adopt. 1 unchanged, 2 found.
    "##);
}

#[test]
fn what_is_replaced() {
    assert_snapshot!(drawn(&only(&["replace"]), Palette::PLAIN, 100), @r##"
    Stack analytics in 111122223333, ap-northeast-1

    -/+ gate.moved
          # `zone` cannot be changed after creation
          # deleted before its successor is made: in between, nobody can use it
          ~ zone = "a" -> "b"  # forces replacement
          ~ arn  = "arn:gate/m-1" -> (known after apply)
            # (2 unchanged attributes hidden)

    +/- pass.followed
          # `to` cannot be changed after creation
          # `team.new`, which it refers to, is replaced
          ~ to = "t-1" -> (known after apply)  # forces replacement; team.staff -> team.new
            on = { database = "sales", table = "orders" }
            # (1 unchanged attribute hidden)

    Plan: 0 to create, 0 to update, 2 to replace, 0 to delete, 0 to adopt. 1 unchanged, 2 found.
    "##);
}

#[test]
fn every_action_is_counted() {
    let text = drawn(&everything(), Palette::PLAIN, 100);
    let summary =
        "Plan: 3 to create, 1 to update, 2 to replace, 1 to delete, 1 to adopt. 1 unchanged, 2 found.\n";
    assert!(text.ends_with(summary), "{text}");
}

#[test]
fn a_narrow_terminal_cuts_no_value() {
    let wide = drawn(&everything(), Palette::PLAIN, 200);
    let narrow = drawn(&everything(), Palette::PLAIN, 24);
    for value in
        ["\"arn:gate/opened\"", "\"t-1\"", "\"2012-10-17\"", "database", "\"gates:Knock\"", "\"20:00\""]
    {
        assert_eq!(wide.matches(value).count(), narrow.matches(value).count(), "{value}");
    }
}

#[test]
fn what_does_not_fit_gets_lines_of_its_own() {
    let mut plan = everything();
    plan.changes.retain(|change| {
        ["gate.moved", "pass.derived", "pass.followed"].contains(&change.address.to_string().as_str())
    });
    assert_snapshot!(drawn(&plan, Palette::PLAIN, 44), @r##"
    Stack analytics in 111122223333, ap-northeast-1

    -/+ gate.moved
          # `zone` cannot be changed after
          # creation
          # deleted before its successor is
          # made: in between, nobody can use it
          ~ zone = "a" -> "b"
            # forces replacement
          ~ arn  = "arn:gate/m-1"
                -> (known after apply)
            # (2 unchanged attributes hidden)

      + pass.derived (derived from gate.new.users)
          + to    = "t-2"
          + on    = {
              + database = "sales"
              + table    = "orders"
            }
          + allow = ["describe", "select"]

    +/- pass.followed
          # `to` cannot be changed after
          # creation
          # `team.new`, which it refers to, is
          # replaced
          ~ to = "t-1" -> (known after apply)
            # forces replacement
            # team.new
            on = {
                database = "sales"
                table    = "orders"
            }
            # (1 unchanged attribute hidden)

    Plan: 1 to create, 0 to update, 2 to replace, 0 to delete, 0 to adopt.
    "##);
}

#[test]
fn the_report_comes_between_changes_and_summary() {
    assert_snapshot!(drawn(&noted(), Palette::PLAIN, 70), @r##"
    Stack analytics in 111122223333, ap-northeast-1

      ! the caller is not an administrator of the lake, so passes of
        others may be missing here (pass::caller_is_no_admin)
        help: add
        `arn:aws:iam::111122223333:role/deployers-of-the-analytics-platform`
        to `[lake] admins`
      ! gates take a minute to open (gate::slow)
      ! the stack made these, and AWS no longer has them: `gate.old`,
        `pass.old`
        also there, and none of the stack's business: 1 gate, 12 pass

    No changes. AWS is as the spec says. 1 unchanged.
    "##);
}

#[test]
fn nothing_to_do() {
    let kept = change("gate.kept", Action::Keep { live: live([("name", "kept".into())]) });
    assert_snapshot!(drawn(&plan(vec![kept], vec![]), Palette::PLAIN, 80), @r##"
    Stack analytics in 111122223333, ap-northeast-1

    No changes. AWS is as the spec says. 1 unchanged.
    "##);
    assert_snapshot!(drawn(&plan(vec![], vec![]), Palette::PLAIN, 80), @r##"
    Stack analytics in 111122223333, ap-northeast-1

    No changes. AWS is as the spec says.
    "##);
}

#[test]
fn a_destroy_says_so_once() {
    let gone = |of: &str, name: &str| {
        because(
            of,
            Action::Delete { live: live([("name", name.into()), ("zone", "a".into())]) },
            vec![Reason::Destroy],
        )
    };
    let mut plan = plan(vec![gone("gate.a", "a"), gone("gate.b", "b")], vec![]);
    plan.header.destroy = true;
    assert_snapshot!(drawn(&plan, Palette::PLAIN, 80), @r##"
    Destroying all that stack analytics owns in 111122223333, ap-northeast-1

      - gate.a
          - name = "a"

      - gate.b
          - name = "b"

    Plan: 0 to create, 0 to update, 0 to replace, 2 to delete, 0 to adopt.
    "##);
    plan.changes.clear();
    assert_snapshot!(drawn(&plan, Palette::PLAIN, 80), @r##"
    Destroying all that stack analytics owns in 111122223333, ap-northeast-1

    No changes. The stack owns nothing.
    "##);
}

#[test]
fn colours_are_laid_around_signs_headings_and_remarks() {
    let mut plan = everything();
    plan.changes.retain(|change| ["gate.moved", "pass.gone"].contains(&change.address.to_string().as_str()));
    assert_snapshot!(drawn(&plan, COLOURED, 100).replace('\u{1b}', "ESC"), @r##"
    ESC[1mStack analytics in 111122223333, ap-northeast-1ESC[0m

    ESC[31m-/+ESC[0m ESC[1mgate.movedESC[0m
          ESC[2m# `zone` cannot be changed after creationESC[0m
          ESC[2m# deleted before its successor is made: in between, nobody can use itESC[0m
          ESC[33m~ESC[0m zone = "a" -> "b"  ESC[31m# forces replacementESC[0m
          ESC[33m~ESC[0m arn  = "arn:gate/m-1" -> (known after apply)
            ESC[2m# (2 unchanged attributes hidden)ESC[0m

      ESC[31m-ESC[0m ESC[1mpass.goneESC[0m  ESC[2m# the spec no longer asks for itESC[0m
          ESC[31m-ESC[0m to = "t-2"
          ESC[31m-ESC[0m on = { database = "sales" }

    ESC[1mPlan: 0 to create, 0 to update, 1 to replace, 1 to delete, 0 to adopt.ESC[0m
    "##);
}

#[test]
fn colour_changes_no_letter() {
    let coloured = drawn(&everything(), COLOURED, 80);
    let mut bare = String::new();
    for (at, piece) in coloured.split('\u{1b}').enumerate() {
        bare.push_str(if at == 0 { piece } else { piece.split_once('m').unwrap().1 });
    }
    assert_eq!(bare, drawn(&everything(), Palette { colour: Colour::Off, glyphs: Glyphs::Unicode }, 80));
}

#[test]
fn a_label_cannot_steer_the_terminal() {
    let odd = change("gate.a\u{1b}[2J\nb", Action::Create { want: attrs([("name", "x\u{9b}".into())]) });
    let text = drawn(&plan(vec![odd], vec![]), Palette::PLAIN, 80);
    assert!(text.lines().all(|line| !line.chars().any(char::is_control)), "{text}");
}

#[test]
fn a_replacement_without_steps_is_drawn_as_its_kind_does_it() {
    let mut plan = everything();
    plan.steps.clear();
    let text = drawn(&plan, Palette::PLAIN, 100);
    assert!(text.contains("\n-/+ gate.moved\n"), "{text}");
    assert!(text.contains("\n+/- pass.followed\n"), "{text}");
    plan.steps =
        vec![step(0, "pass.followed", Verb::Delete, &[]), step(1, "pass.followed", Verb::Create, &[0])];
    assert!(drawn(&plan, Palette::PLAIN, 100).contains("\n-/+ pass.followed\n"));
}

#[test]
fn a_document_that_becomes_another_thing_goes_on_one_line() {
    let (live, want, diff) = update(
        live([("name", "a".into())]),
        attrs([("name", "a".into())]),
        vec![
            (
                "trust",
                value(Some(Value::map([("Version", Value::from("1"))])), pending("team.new", "id")),
                OnChange::Update,
            ),
            ("team", value(Some("t-9".into()), "t-1".into()), OnChange::Update),
            ("rules", value(None, Value::map([("none", Value::map::<&str>([]))])), OnChange::Update),
        ],
    );
    let mut plan = everything();
    plan.changes.retain(|change| change.mode == Mode::Found);
    plan.changes.push(change("gate.a", Action::Update { live, want, diff }));
    assert_snapshot!(drawn(&plan, Palette::PLAIN, 80), @r##"
    Stack analytics in 111122223333, ap-northeast-1

      ~ gate.a
            name  = "a"
          ~ team  = "t-9" -> "t-1"  # team.staff
          ~ trust = { Version = "1" } -> (known after apply)  # team.new
          + rules = { none = {} }

    Plan: 0 to create, 1 to update, 0 to replace, 0 to delete, 0 to adopt. 2 found.
    "##);
}

#[test]
fn who_gains_and_who_loses_comes_first() {
    let view = View::new(&only(&["adopt"]), SCHEMAS).with_access(access());
    let mut text = String::new();
    write_plan(&view, Palette::PLAIN, 80, &mut text).unwrap();
    assert_snapshot!(text, @r#"
    Stack analytics in 111122223333, ap-northeast-1

    Who gains and who loses access:
      + group.analysts gains: describe on sales, select on sales.orders (amount,
        order_id)
      - group.guests loses: select on sales.orders (all but email), readwrite on
        s3://results/guests/

      = gate.adopted  # exists already; becomes the stack's own
            name = "adopted"

    Plan: 0 to create, 0 to update, 0 to replace, 0 to delete, 1 to adopt. 1 unchanged, 2 found.
    "#);
}
