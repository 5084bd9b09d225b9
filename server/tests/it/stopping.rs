//! Ctrl-C in commands that started the private Postgres: it is stopped, not left behind.

use std::process::{Child, Command, Stdio};

use crate::support::Apex;

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(sent.unwrap().success());
}

/// Starts a command on an empty folder and signals it as soon as its Postgres is there.
fn interrupted(args: &[&str], name: &str) -> (Option<i32>, bool) {
    let apex = Apex::empty();
    let mut child = apex
        .command(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let pid_file = apex.data_dir().join("postgres/data/postmaster.pid");
    while !pid_file.exists() {
        assert!(child.try_wait().unwrap().is_none(), "{args:?} ended before it began");
        std::thread::yield_now();
    }
    signal(&child, name);
    let code = child.wait().unwrap().code();
    (code, pid_file.exists())
}

#[test]
fn a_signal_leaves_no_postgres_behind() {
    let commands: [(&[&str], &str); 3] = [
        (&["migrate"], "-INT"),
        (&["migrate", "--status"], "-TERM"),
        (
            &[
                "admin",
                "create-org",
                "--slug",
                "acme",
                "--name",
                "Acme",
                "--owner",
                "a@acme.test",
            ],
            "-INT",
        ),
    ];
    for (args, name) in commands {
        let (code, left) = interrupted(args, name);
        assert_eq!(code, Some(130), "{args:?}");
        assert!(!left, "{args:?}");
    }
}

#[test]
fn steps_are_taken_back_only_by_somebody_who_means_it() {
    let apex = Apex::empty();
    assert!(apex.run(&["migrate"]).status.success());
    let applied = |apex: &Apex| String::from_utf8(apex.run(&["migrate", "--status"]).stdout).unwrap();
    let before = applied(&apex);
    let refused = apex.run(&["migrate", "--down", "1"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--yes"));
    assert_eq!(applied(&apex), before);
    let meant = apex.run(&["migrate", "--down", "1", "--yes"]);
    assert!(meant.status.success(), "{}", String::from_utf8_lossy(&meant.stderr));
    assert!(applied(&apex).contains("pending"));
    assert_eq!(
        apex.run(&["migrate", "--yes"]).status.code(),
        Some(2),
        "there is nothing to agree to"
    );
}
