//! The program as its users meet it, on a bad day: what it says, what it ends with, and what it leaves behind.
//!
//! Every test has a directory and an environment of its own. What a plan holds is tested where plans are made.

#[cfg(test)]
mod tests {
    use std::{
        fs::{self, File},
        io::{BufRead as _, BufReader},
        path::Path,
        process::{Child, ChildStdout, Command, Stdio},
    };

    use serde_json::Value;

    use crate::desk::{Desk, Ended, QUICKSTART};

    impl Desk {
        /// The last line of a plan.
        fn summary(&self) -> String {
            let ended = self.run("--sandbox plan spec.toml");
            ended.ends(0, "");
            ended.out.lines().last().unwrap().to_owned()
        }
    }

    /// A sandbox that is served over TCP until it is dropped.
    struct Served {
        process: Child,
        address: String,
        // The pipe stays open, so that what is said later finds a reader.
        _out: BufReader<ChildStdout>,
    }

    impl Served {
        fn start(desk: &Desk, knobs: &str) -> Self {
            let mut command = desk.command("sandbox serve --port 0");
            command.env("TIPCTL_SANDBOX_KNOBS", knobs).stdout(Stdio::piped());
            let mut process = command.spawn().unwrap();
            let mut out = BufReader::new(process.stdout.take().unwrap());
            let mut line = String::new();
            out.read_line(&mut line).unwrap();
            let address = line.split(['/', ';']).nth(2).unwrap().to_owned();
            Self { process, address, _out: out }
        }

        fn reached(&self, command: &mut Command) {
            command
                .env("AWS_ENDPOINT_URL", format!("http://{}", self.address))
                .env("AWS_ACCESS_KEY_ID", "AKIASANDBOXOPERATOR")
                .env("AWS_SECRET_ACCESS_KEY", "sandbox");
        }
    }

    impl Drop for Served {
        fn drop(&mut self) {
            self.process.kill().unwrap();
            self.process.wait().unwrap();
        }
    }

    /// Applies over TCP, sends these signals once something is under way, and tells how it ended.
    fn interrupted(desk: &Desk, served: &Served, signals: &[&str]) -> Ended {
        let out = desk.path().join("out.txt");
        let mut command = desk.command("apply spec.toml --auto-approve");
        served.reached(&mut command);
        let mut apply = command.stdout(File::create(&out).unwrap()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(apply.stderr.take().unwrap()).lines().map(Result::unwrap);
        let mut err: String = lines.by_ref().take_while(|line| !line.contains("creating")).collect();
        for signal in signals {
            let kill = format!("kill -{signal} {}", apply.id());
            assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
            // A second signal of one number is lost unless the first was heard.
            err.extend(lines.by_ref().take_while(|line| !line.contains("stopping")));
        }
        err.extend(lines);
        Ended { code: apply.wait().unwrap().code(), out: desk.read("out.txt"), err }
    }

    #[test]
    fn files_that_are_no_specs_are_named() {
        let desk = Desk::new();
        desk.write("binary.toml", [0xff, 0xfe, 0]);
        desk.write("self.toml", "include = [\"self.toml\"]");
        desk.run("check nowhere.toml").ends(3, "`nowhere.toml` cannot be read: there is no such file");
        desk.run("check .").ends(3, "`.` cannot be read: it is a directory");
        desk.run("apply .").ends(3, "`.` cannot be read: it is a directory");
        desk.run("check binary.toml").ends(3, "it is not UTF-8 text: byte 1 on line 1");
        desk.run("check self.toml").ends(3, "`self.toml` includes itself");
        for command in ["check", "plan", "apply"] {
            desk.run(&format!("{command} /dev/zero")).ends(3, "more than 4194304 bytes");
        }
        desk.run("show spec.toml").ends(4, "`spec.toml` cannot be used: not a saved plan");
        desk.write("broken.tipplan", "{");
        desk.run("apply broken.tipplan").ends(4, "`broken.tipplan` cannot be used: not a saved plan");
        assert!(!desk.path().join(".tipctl").exists(), "nothing was begun");
    }

    #[test]
    fn a_byte_order_mark_and_line_ends_of_another_system_change_nothing() {
        let desk = Desk::new();
        let expected = desk.run("check spec.toml").out;
        desk.write("spec.toml", format!("\u{feff}{}", QUICKSTART.replace('\n', "\r\n")));
        assert_eq!(desk.run("check spec.toml").out, expected);
    }

    #[test]
    fn problems_are_told_to_programs_with_file_and_line() {
        let desk = Desk::new();
        desk.write("part.toml", "\n[group.more]\nnmae = \"more\"\n");
        desk.write("spec.toml", format!("include = [\"part.toml\"]\n{QUICKSTART}"));
        let ended = desk.run("check spec.toml --format json");
        ended.ends(3, "");
        let told: Value = serde_json::from_str(&ended.out).unwrap();
        let place = &told["problems"][0]["at"][0];
        assert_eq!((place["file"].as_str(), place["line"].as_u64()), (Some("part.toml"), Some(3)), "{told}");
    }

    #[test]
    fn what_keeps_a_plan_from_being_made_ends_with_4_or_6() {
        let desk = Desk::new();
        desk.write(
            "other.toml",
            QUICKSTART.replacen("111122223333\"", "999988887777\"", 1).replace(
                "arn:aws:iam::111122223333:user/operator",
                "arn:aws:iam::999988887777:user/operator",
            ),
        );
        desk.run("--sandbox plan other.toml").ends(4, "the credentials are of account `111122223333`");
        desk.write("far.toml", QUICKSTART.replace("ap-northeast-1", "eu-west-1"));
        desk.run("--sandbox plan far.toml").ends(4, "if it is in another region, correct `region`");
        let plan = "--sandbox plan spec.toml";
        desk.knobs("fault=sts.GetCallerIdentity:ExpiredToken", plan)
            .ends(6, "sts GetCallerIdentity: ExpiredToken");
        desk.knobs("fault=iam.*:AccessDenied:always", plan).ends(6, "needs the permission for");
        desk.knobs("fualt=x", plan).ends(4, "unknown knob `fualt`");
        desk.run("plan spec.toml").ends(6, "sign in");
        let keys = [("AWS_ACCESS_KEY_ID", "x"), ("AWS_SECRET_ACCESS_KEY", "x")];
        let nowhere = [keys[0], keys[1], ("AWS_ENDPOINT_URL", "http://127.0.0.1:9")];
        desk.run_with(&nowhere, "plan spec.toml")
            .ends(6, "check the network, the proxy and AWS_ENDPOINT_URL");
        desk.run_with(&keys, "--profile nobody plan spec.toml").ends(6, "name other credentials");
    }

    #[test]
    fn an_apply_that_fails_half_way_says_so_and_another_one_completes_it() {
        let desk = Desk::new();
        let ended = desk.knobs(
            "fault=athena.CreateWorkGroup:AccessDeniedException",
            "--sandbox apply spec.toml --auto-approve",
        );
        ended.ends(5, "Apply incomplete");
        let line = QUICKSTART.lines().position(|line| line == "[workgroup.analytics]").unwrap() + 1;
        ended.ends(5, &format!("[spec.toml:{line}:1]"));
        assert_eq!(ended.out.matches("✓ created").count(), 21, "{}", ended.out);
        assert!(desk.summary().starts_with("Plan: 2 to create"), "what was done is known");
        desk.apply();
        assert!(desk.summary().starts_with("No changes."));
    }

    #[test]
    fn a_destroy_without_a_ledger_deletes_nothing_however_often() {
        let desk = Desk::new();
        desk.apply();
        fs::remove_file(desk.path().join(".tipctl/sandbox.quickstart.ledger.json")).unwrap();
        let before = desk.read(".tipctl/sandbox.json");
        for _ in 0..2 {
            desk.run("--sandbox destroy spec.toml --auto-approve").ends(0, "The stack owns nothing.");
        }
        assert_eq!(desk.read(".tipctl/sandbox.json"), before);
        assert!(desk.summary().contains("23 to adopt"), "and it is still not the stack's own");
    }

    #[test]
    fn grants_that_are_hidden_from_the_caller_are_not_taken_for_gone() {
        let desk = Desk::new();
        desk.apply();
        // Without its grants the spec would have every one of them revoked, were they seen.
        let without: String =
            QUICKSTART.split_inclusive("\n\n").filter(|part| !part.contains("[[grant]]")).collect();
        desk.write("less.toml", without);
        let auditor = [("TIPCTL_SANDBOX_ACCESS_KEY", "AKIASANDBOXREADONLY")];
        let blind = desk.run_with(&auditor, "--sandbox apply less.toml --auto-approve");
        blind.ends(0, "some grants may be hidden from it");
        assert!(!blind.out.contains("plan::vanished"), "{}", blind.out);
        desk.run("--sandbox plan less.toml").ends(0, "2 to delete");
    }

    #[test]
    fn a_ledger_that_cannot_be_used_is_refused_and_kept() {
        let desk = Desk::new();
        desk.apply();
        let ledger = ".tipctl/sandbox.quickstart.ledger.json";
        let whole = desk.read(ledger);
        for (text, said) in [
            (String::new(), "is not one that this version understands"),
            (whole.replace("\"group\"", "\"ship\""), "it names the kind `ship`"),
            (whole.replace("\"quickstart\"", "\"another\""), "is of stack `another`"),
        ] {
            desk.write(ledger, &text);
            desk.run("--sandbox apply spec.toml --auto-approve").ends(4, said);
            assert_eq!(desk.read(ledger), text);
        }
    }

    #[test]
    fn a_saved_plan_is_carried_out_as_it_was_saved_or_not_at_all() {
        let desk = Desk::new();
        desk.run("--sandbox plan spec.toml --detailed-exitcode --out all.tipplan")
            .ends(2, "Saved to all.tipplan");
        let plan = desk.read("all.tipplan");
        for (from, to) in [
            ("acme-lake/sales", "acme-lake/all"),
            ("111122223333", "999988887777"),
            ("\"role.lake\"", "\"role.sea\""),
        ] {
            desk.write("edited.tipplan", plan.replace(from, to));
            desk.run("--sandbox apply edited.tipplan").ends(4, "the saved plan was edited");
            desk.run("show edited.tipplan").ends(4, "the saved plan was edited");
        }
        assert_eq!(desk.run("show all.tipplan").out.lines().last(), Some(desk.summary().as_str()));
        desk.run("--sandbox apply all.tipplan").ends(0, "Apply complete");
        desk.run("--sandbox apply all.tipplan").ends(4, "is there by now");

        // A plan that makes one thing counts on all the others.
        let more = "[[grant]]\nto = [\"group.analysts\"]\non = { database = \"marketing\" }\nallow = [\"describe\"]\n";
        desk.write("more.toml", format!("{QUICKSTART}\n{more}"));
        desk.run("--sandbox plan more.toml --out more.tipplan").ends(0, "Plan: 1 to create");
        desk.run("--sandbox destroy spec.toml --auto-approve").ends(0, "Destroy complete");
        desk.run("--sandbox apply more.tipplan").ends(4, "`group.analysts` is gone");
    }

    #[test]
    fn the_sandbox_has_one_writer_at_a_time() {
        let desk = Desk::new();
        let served = Served::start(&desk, "");
        let said = "another run is working on the sandbox";
        desk.run("--sandbox apply spec.toml --auto-approve").ends(4, said);
        desk.run("sandbox reset").ends(4, said);
        desk.run("sandbox serve --port 0").ends(4, said);
        let port = served.address.rsplit_once(':').unwrap().1;
        desk.run_with(&[("TIPCTL_SANDBOX", "other.json")], &format!("sandbox serve --port {port}"))
            .ends(1, "the port cannot be listened on");
        drop(served);
        desk.apply();
    }

    #[test]
    fn a_reset_forgets_the_sandbox_that_is_named_and_no_other() {
        let desk = Desk::new();
        desk.apply();
        let named = [("TIPCTL_SANDBOX", "mine.json")];
        desk.run_with(&named, "--sandbox apply spec.toml --auto-approve").ends(0, "Apply complete");
        desk.run_with(&named, "sandbox reset").ends(0, "The sandbox is fresh again.");
        desk.run_with(&named, "sandbox reset").ends(0, "The sandbox was fresh already.");
        desk.run_with(&named, "--sandbox plan spec.toml").ends(0, "Plan: 23 to create");
        assert!(desk.summary().starts_with("No changes."));
    }

    #[test]
    fn a_signal_lets_what_is_under_way_end_and_two_do_not() {
        let stopped = |signals: &[&str], said: &str| {
            let desk = Desk::new();
            let served = Served::start(&desk, "latency=100");
            interrupted(&desk, &served, signals).ends(5, said);
            completes(&desk, served);
        };
        std::thread::scope(|scope| {
            scope.spawn(|| stopped(&["INT"], "because the apply was stopped"));
            scope.spawn(|| stopped(&["TERM"], "because the apply was stopped"));
            scope.spawn(|| stopped(&["INT", "TERM"], "Sent, and nobody waited for the answer"));
        });
    }

    #[test]
    fn a_run_that_is_killed_leaves_word_and_another_one_completes_it() {
        let desk = Desk::new();
        let served = Served::start(&desk, "latency=100");
        assert_eq!(interrupted(&desk, &served, &["KILL"]).code, None);
        let journal = desk.read(".tipctl/111122223333.ap-northeast-1.quickstart.journal.jsonl");
        assert!(journal.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()));
        assert!(journal.contains("\"what\":\"sending\""), "{journal}");
        completes(&desk, served);
    }

    /// Another apply goes on where the last one ended; the sandbox has become quick meanwhile.
    fn completes(desk: &Desk, slow: Served) {
        drop(slow);
        let served = Served::start(desk, "");
        for (args, said) in
            [("apply spec.toml --auto-approve", "Apply complete"), ("plan spec.toml", "No changes.")]
        {
            let mut command = desk.command(args);
            served.reached(&mut command);
            let output = command.output().unwrap();
            let out = String::from_utf8(output.stdout).unwrap();
            assert!(output.status.success() && out.contains(said), "{out}");
        }
    }

    #[test]
    fn a_profile_that_is_named_comes_before_keys_in_the_environment() {
        let desk = Desk::new();
        let served = Served::start(&desk, "");
        fs::create_dir(desk.path().join(".aws")).unwrap();
        desk.write(
            ".aws/config",
            "[profile audit]\naws_access_key_id = AKIASANDBOXREADONLY\naws_secret_access_key = x\n",
        );
        let mut command = desk.command("--profile audit apply spec.toml --auto-approve");
        served.reached(&mut command);
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(5));
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains("user/auditor"), "{err}");
    }

    #[test]
    fn without_anybody_to_ask_nothing_is_changed() {
        let desk = Desk::new();
        desk.run("--sandbox apply spec.toml").ends(4, "there is nobody to ask");
        assert!(!desk.path().join(".tipctl/sandbox.json").exists());
    }

    #[test]
    fn ascii_is_ascii_whatever_is_quoted() {
        let desk = Desk::new();
        desk.write("odd.toml", QUICKSTART.replace("user.bob\"]", "user.bbo\"] # ö"));
        let fault = "fault=athena.CreateWorkGroup:AccessDeniedException";
        desk.write("name.toml", QUICKSTART.replace("\"Alice\"", "\"日本\""));
        desk.run("--ascii --sandbox plan name.toml").ends(0, "\"\\u65e5\\u672c\"");
        let runs = [
            desk.run("--ascii --sandbox plan name.toml"),
            desk.run("--ascii --sandbox plan name.toml --format json"),
            desk.knobs(fault, "--ascii --sandbox apply spec.toml --auto-approve"),
            desk.run("--ascii check odd.toml"),
            desk.run("--ascii --color always check odd.toml"),
        ];
        for Ended { code, out, err } in runs {
            assert!(out.is_ascii() && err.is_ascii(), "{code:?}: {out}{err}");
        }
        assert!(desk.run("--color always check odd.toml").err.contains("\u{1b}["));
        assert!(!desk.run_with(&[("NO_COLOR", "1")], "check odd.toml").err.contains("\u{1b}["));
    }

    #[test]
    fn what_is_not_written_is_a_failure_unless_nobody_reads_it() {
        let desk = Desk::new();
        let full = || File::options().write(true).open("/dev/full").unwrap();
        let plan = "--sandbox plan spec.toml --format json";
        assert_eq!(desk.command(plan).stdout(full()).stderr(Stdio::null()).status().unwrap().code(), Some(1));
        let mut child = desk.command(plan).stdout(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        assert_eq!(child.wait().unwrap().code(), Some(0));
        desk.run("--sandbox plan spec.toml --out /dev/full").ends(1, "`/dev/full` cannot be written");
    }

    #[test]
    fn programs_read_the_same_plan_twice() {
        let desk = Desk::new();
        let plan = "--sandbox plan spec.toml --format json";
        let first = desk.run(plan).out;
        assert_eq!(desk.run(plan).out, first);
        let told: Value = serde_json::from_str(&first).unwrap();
        assert_eq!(told["summary"]["create"].as_u64(), Some(23), "{}", told["summary"]);
    }

    #[test]
    fn a_spec_is_found_from_anywhere() {
        let desk = Desk::new();
        let folder = desk.path().join("two words");
        fs::create_dir(&folder).unwrap();
        fs::rename(desk.path().join("spec.toml"), folder.join("my spec.toml")).unwrap();
        let check = |from: &Path, spec: &Path| {
            let output = desk.command("check").arg(spec).current_dir(from).output().unwrap();
            assert!(output.status.success(), "{output:?}");
        };
        check(desk.path(), Path::new("two words/my spec.toml"));
        check(&folder, Path::new("./my spec.toml"));
        check(Path::new("/"), &folder.join("my spec.toml"));
    }

    #[test]
    fn completions_and_manual_pages_are_written() {
        let desk = Desk::new();
        for shell in ["bash", "zsh", "fish"] {
            desk.run(&format!("completions {shell}")).ends(0, "detailed-exitcode");
        }
        desk.run("man pages").ends(0, "tipctl.1");
        assert!(desk.read("pages/tipctl-plan.1").contains("detailed"));
        desk.run("man spec.toml").ends(1, "`spec.toml` cannot be written");
    }
}
