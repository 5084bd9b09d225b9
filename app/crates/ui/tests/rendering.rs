//! What the server sends: names, roles and states, before any script runs.
#![cfg(feature = "ssr")]

use leptos::prelude::*;
use ui::{
    AvatarSize, Bar, BarKind, ButtonKind, ChartKind, Choice, Column, Command, Crumb, IconName, Language, NavItem,
    Series, Sort, Status, Tab, WaterfallRow, app_frame::AppFrame, avatar::Avatar, button::*, chart::Chart,
    code_input::CodeInput, command_palette::CommandPalette, crumbs::Crumbs, dialog::Dialog, field::Field, icon::Icon,
    json_tree::JsonTree, menu::*, number_input::NumberInput, pager::Pager, relative_time::RelativeTime, select::Select,
    state::*, status::*, table::Table, tabs::*, text_area::TextArea, text_input::TextInput, waterfall::Waterfall,
};

/// The HTML of a view, without the markers that hydration needs.
fn html<V: IntoView>(view: impl FnOnce() -> V) -> String {
    Owner::new().with(|| view().into_view().to_html()).replace("<!>", "")
}

#[test]
fn a_decorative_icon_is_silent_and_a_named_one_is_not() {
    let silent = html(|| view! { <Icon name=IconName::Play /> });
    assert!(
        silent.contains(r#"aria-hidden="true""#) && silent.contains("/sprite.svg#play"),
        "{silent}"
    );
    let named = html(|| view! { <Icon name=IconName::Play label="Start" /> });
    assert!(
        named.contains(r#"role="img""#) && named.contains(r#"aria-label="Start""#),
        "{named}"
    );
    assert!(!named.contains("aria-hidden"), "{named}");
}

#[test]
fn a_busy_button_spins_and_keeps_its_words() {
    let button = html(|| view! { <Button kind=ButtonKind::Primary busy=true icon=IconName::Play>"Run"</Button> });
    assert!(button.contains(r#"class="btn btn--primary""#), "{button}");
    assert!(
        button.contains(r#"aria-busy="true""#) && button.contains("#loader-circle"),
        "{button}"
    );
    assert!(
        button.contains("Run") && !button.contains("#play") && !button.contains(" disabled"),
        "{button}"
    );
}

#[test]
fn an_icon_button_has_its_label_as_name_and_tooltip() {
    let button = html(|| view! { <IconButton icon=IconName::Copy label="Copy run id" /> });
    assert!(button.contains(r#"title="Copy run id""#), "{button}");
    assert!(button.contains(r#"<span class="vh">Copy run id</span>"#), "{button}");
}

#[test]
fn a_field_names_its_control_and_an_error_takes_the_place_of_the_hint() {
    let calm =
        html(|| view! { <Field id="name" label="Name" hint="Shown in lists."><TextInput value="Triage" /></Field> });
    assert!(
        calm.contains(r#"for="name""#) && calm.contains(r#"aria-describedby="name-hint""#),
        "{calm}"
    );
    assert!(
        calm.contains(r#"value="Triage""#) && !calm.contains("aria-invalid"),
        "{calm}"
    );
    let error = Some("Too long.".to_owned());
    let wrong =
        html(|| view! { <Field id="name" label="Name" hint="Shown in lists." error=error><TextInput /></Field> });
    assert!(
        wrong.contains(r#"aria-describedby="name-error""#) && wrong.contains(r#"aria-invalid="true""#),
        "{wrong}"
    );
    assert!(
        wrong.contains("Too long.") && !wrong.contains("Shown in lists."),
        "{wrong}"
    );
}

#[test]
fn two_fields_do_not_share_their_link() {
    let both = html(|| {
        view! {
            <Field id="a" label="A"><TextInput /></Field>
            <Field id="b" label="B"><NumberInput value=Some(1.5) unit="ms" /></Field>
        }
    });
    assert!(both.contains(r#"id="a""#) && both.contains(r#"id="b""#), "{both}");
    assert!(
        both.contains(r#"value="1.5""#) && both.contains(r#"role="spinbutton""#),
        "{both}"
    );
}

#[test]
fn the_chosen_entry_is_selected_on_the_server_already() {
    let choices = vec![Choice::new("a", "A"), Choice::new("b", "B")];
    let select = html(|| view! { <Select label="Model" choices=choices value="b" /> });
    assert_eq!(select.matches(" selected").count(), 1, "{select}");
    assert!(select.contains(r#"<option value="b" selected"#), "{select}");
}

#[test]
fn text_is_escaped_wherever_it_comes_from() {
    let nasty = "</textarea><img src=x onerror=alert(1)>";
    let code = html(|| view! { <CodeInput label="Code" value=nasty language=Language::Json /> });
    let tree = html(|| view! { <JsonTree label="Output" value=serde_json::json!({ nasty: nasty }) /> });
    let area = html(|| view! { <TextArea label="Note" value=nasty /> });
    let empty = html(|| view! { <EmptyState title=nasty text=nasty /> });
    for page in [code, tree, area, empty] {
        assert!(!page.contains("<img") && page.contains("&lt;"), "{page}");
    }
}

#[test]
fn a_closed_dialog_is_an_empty_shell_with_a_name() {
    let dialog = html(|| {
        view! { <Dialog id="del" open=RwSignal::new(false) title="Delete?"><p>"All is lost."</p></Dialog> }
    });
    assert!(
        dialog.contains("<dialog") && dialog.contains(r#"aria-labelledby="del-title""#),
        "{dialog}"
    );
    assert!(
        !dialog.contains("All is lost.") && !dialog.contains(" open"),
        "{dialog}"
    );
}

#[test]
fn a_menu_is_tied_to_its_button() {
    let menu = html(|| {
        view! {
            <Menu id="more" label="More actions" trigger=|| "…">
                <MenuItem label="Delete" danger=true disabled=true on_pick=|| () />
            </Menu>
        }
    });
    assert!(
        menu.contains(r#"popovertarget="more""#) && menu.contains(r#"aria-haspopup="menu""#),
        "{menu}"
    );
    assert!(
        menu.contains(r#"role="menuitem""#) && menu.contains(r#"aria-disabled="true""#),
        "{menu}"
    );
}

#[test]
fn a_status_has_glyph_word_and_colour() {
    for status in Status::ALL {
        let pill = html(|| view! { <StatusPill status=status /> });
        assert!(
            pill.contains(&format!(r#"data-status="{}""#, status.as_str())),
            "{pill}"
        );
        assert!(
            pill.contains(status.word()) && pill.contains(status.icon().href()),
            "{pill}"
        );
    }
    let own = html(|| view! { <StatusText status=Status::Waiting word="Waiting for Jonas" /> });
    assert!(own.contains("Waiting for Jonas"), "{own}");
}

#[test]
fn one_tab_is_selected_and_only_its_panel_is_filled() {
    let tabs = html(|| {
        let list = vec![Tab::new("timeline", "Timeline"), Tab::new("logs", "Logs").count(1_986)];
        view! {
            <Tabs id="view" label="Run view" tabs=list selected="logs" on_select=|value: String| drop(value) />
            <TabPanel tabs="view" value="timeline" selected="logs">"bars"</TabPanel>
            <TabPanel tabs="view" value="logs" selected="logs">"lines"</TabPanel>
        }
    });
    assert_eq!(tabs.matches(r#"aria-selected="true""#).count(), 1, "{tabs}");
    assert_eq!(tabs.matches(r#"tabindex="0""#).count(), 1, "{tabs}");
    assert!(
        tabs.contains(r#"aria-controls="view-panel-logs""#) && tabs.contains(r#"id="view-panel-logs""#),
        "{tabs}"
    );
    assert!(
        tabs.contains("1,986") && tabs.contains("lines") && !tabs.contains("bars"),
        "{tabs}"
    );
}

#[test]
fn the_sorted_column_says_so() {
    let columns = vec![
        Column::text("started", "Started").sortable(),
        Column::figure("cost", "Cost").sortable(),
    ];
    let table = html(|| {
        view! { <Table label="Runs" columns=columns sort=Sort::parse("-cost")><SkeletonRows columns=2 rows=1 /></Table> }
    });
    assert_eq!(table.matches("aria-sort").count(), 1, "{table}");
    assert!(
        table.contains(r#"aria-sort="descending""#) && table.contains("<tbody><tr"),
        "{table}"
    );
}

#[test]
fn the_ends_of_a_list_are_links_to_nowhere() {
    let href = |page: u64| format!("?page={page}");
    let first = html(|| view! { <Pager page=1_u64 page_size=50_u64 total=120_u64 href=href /> });
    assert!(
        first.contains("1–50 of 120") && first.contains(r#"href="?page=2""#),
        "{first}"
    );
    assert_eq!(first.matches(r#"aria-disabled="true""#).count(), 1, "{first}");
}

#[test]
fn a_time_is_exact_and_machine_readable_before_the_page_lives() {
    let time = html(|| view! { <RelativeTime at="2026-11-20T12:04:31Z" /> });
    assert!(time.contains(r#"datetime="2026-11-20T12:04:31Z""#), "{time}");
    assert!(time.contains(">20 Nov 2026, 12:04:31 UTC</time>"), "{time}");
}

#[test]
fn an_error_state_keeps_the_request_id_and_offers_retry() {
    let request = Some("req_7f3a".to_owned());
    let state = html(|| view! { <ErrorState title="Not loaded" request_id=request on_retry=|| () /> });
    assert!(
        state.contains("req_7f3a") && state.contains("Retry") && state.contains(r#"role="alert""#),
        "{state}"
    );
}

#[test]
fn progress_and_avatar_speak_or_stay_silent() {
    let progress = html(|| view! { <Progress value=0.58 label="Upload" /> });
    assert!(
        progress.contains(r#"aria-valuenow="58""#) && progress.contains("width:58%"),
        "{progress}"
    );
    let avatar = html(|| view! { <Avatar name="Priya Raman" size=AvatarSize::S24 /> });
    assert!(
        avatar.contains("PR") && avatar.contains(r#"aria-hidden="true""#),
        "{avatar}"
    );
}

#[test]
fn the_frame_marks_the_place_in_sight_in_both_bars() {
    let nav = vec![
        NavItem::new("/studio", "Studio", IconName::Workflow),
        NavItem::new("/runs", "Runs", IconName::Activity).count(3, "running"),
    ];
    let frame = html(|| {
        view! {
            <AppFrame path="/runs/run_01" nav=nav crumbs=|| view! { <Crumbs crumbs=vec![Crumb::here("Runs")] /> }>
                "page"
            </AppFrame>
        }
    });
    assert_eq!(
        frame.matches(r#"aria-current="page""#).count(),
        3,
        "rail, bottom bar and crumb: {frame}"
    );
    assert!(
        frame.contains(r#"<main"#) && frame.contains(r#"id="main""#) && frame.contains("running"),
        "{frame}"
    );
}

#[test]
fn a_timeline_row_tells_its_status_in_words() {
    let bars = vec![Bar {
        from: 0,
        to: 500,
        kind: BarKind::FailedTry,
    }];
    let row = WaterfallRow {
        id: "a".into(),
        name: "Fetch".into(),
        status: Status::Failed,
        bars,
        ..WaterfallRow::default()
    };
    let waterfall = html(|| view! { <Waterfall rows=vec![row] total=2_000_u64 selected=Some("a".to_owned()) /> });
    assert!(
        waterfall.contains("Failed") && waterfall.contains("wf__bar--try"),
        "{waterfall}"
    );
    assert!(
        waterfall.contains("--from:0%") && waterfall.contains("--len:25%"),
        "{waterfall}"
    );
    assert!(waterfall.contains(r#"aria-current="true""#), "{waterfall}");
}

#[test]
fn the_palette_lists_commands_under_their_heading() {
    let commands = vec![
        Command::action("run", "Run Ticket triage"),
        Command::action("new", "New workflow"),
    ];
    let palette = html(|| {
        view! { <CommandPalette open=RwSignal::new(true) commands=commands on_pick=|command: Command| drop(command) /> }
    });
    assert_eq!(palette.matches("menu__group").count(), 1, "{palette}");
    assert_eq!(palette.matches(r#"role="option""#).count(), 2, "{palette}");
    assert!(
        palette.contains(r#"aria-activedescendant="commands-list-0""#),
        "{palette}"
    );
}

#[test]
fn a_chart_has_its_figures_in_a_table_too() {
    let labels: Vec<String> = (1..=30).map(|day| format!("{day} Nov")).collect();
    let series = vec![Series {
        name: "Gemini".to_owned(),
        values: vec![0.25; 30],
    }];
    let chart = html(|| {
        view! { <Chart label="Spend" labels=labels series=series format=|value| format!("${value:.2}") kind=ChartKind::Stacked /> }
    });
    assert_eq!(chart.matches("<tr>").count(), 31, "{chart}");
    assert!(
        chart.contains("$0.25</td>") && chart.contains("Show as table"),
        "{chart}"
    );
    let words = chart
        .split("chart__x")
        .nth(1)
        .and_then(|rest| rest.split("</div>").next())
        .unwrap_or_default();
    assert!(
        words.matches("<span").count() <= 6 && words.contains("30 Nov"),
        "{words}"
    );
}
