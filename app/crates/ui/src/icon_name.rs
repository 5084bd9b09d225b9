//! The names of the icons. Exists so that a missing icon is a compile error, not an empty square.
//! Every variant is one symbol of `public/sprite.svg`; a test holds the two equal.

macro_rules! icons {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// One symbol of `/sprite.svg` (drawn by Lucide, ISC).
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum IconName {
            $(#[doc = $name] $variant,)*
        }

        impl IconName {
            /// Every icon there is, in the order of the sprite.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The symbol's id, such as `"circle-check"`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What `<use href>` points at.
            #[must_use]
            pub const fn href(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!("/sprite.svg#", $name),)*
                }
            }
        }
    };
}

icons! {
    Activity = "activity",
    Archive = "archive",
    ArrowBigUp = "arrow-big-up",
    ArrowDown = "arrow-down",
    ArrowDownUp = "arrow-down-up",
    ArrowLeft = "arrow-left",
    ArrowRight = "arrow-right",
    ArrowUp = "arrow-up",
    ArrowUpDown = "arrow-up-down",
    ArrowUpRight = "arrow-up-right",
    AtSign = "at-sign",
    BadgeCheck = "badge-check",
    BadgeDollarSign = "badge-dollar-sign",
    Ban = "ban",
    Bell = "bell",
    BookOpen = "book-open",
    Bookmark = "bookmark",
    Bot = "bot",
    Box = "box",
    Braces = "braces",
    Briefcase = "briefcase",
    Bug = "bug",
    Building2 = "building-2",
    Calendar = "calendar",
    CalendarClock = "calendar-clock",
    ChartLine = "chart-line",
    ChartNoAxesColumn = "chart-no-axes-column",
    Check = "check",
    ChevronDown = "chevron-down",
    ChevronLeft = "chevron-left",
    ChevronRight = "chevron-right",
    ChevronUp = "chevron-up",
    ChevronsLeft = "chevrons-left",
    ChevronsRight = "chevrons-right",
    ChevronsUpDown = "chevrons-up-down",
    Circle = "circle",
    CircleAlert = "circle-alert",
    CircleCheck = "circle-check",
    CircleDashed = "circle-dashed",
    CircleHelp = "circle-help",
    CirclePause = "circle-pause",
    CirclePlay = "circle-play",
    CirclePlus = "circle-plus",
    CircleSlash = "circle-slash",
    CircleUser = "circle-user",
    CircleX = "circle-x",
    Clipboard = "clipboard",
    Clock = "clock",
    ClockAlert = "clock-alert",
    CloudCheck = "cloud-check",
    Code = "code",
    Columns2 = "columns-2",
    Command = "command",
    Component = "component",
    Cookie = "cookie",
    Copy = "copy",
    CopyPlus = "copy-plus",
    CornerDownLeft = "corner-down-left",
    Cpu = "cpu",
    CreditCard = "credit-card",
    Database = "database",
    DollarSign = "dollar-sign",
    Download = "download",
    Ellipsis = "ellipsis",
    Expand = "expand",
    ExternalLink = "external-link",
    Eye = "eye",
    EyeOff = "eye-off",
    FileJson = "file-json",
    FileText = "file-text",
    FileUp = "file-up",
    Flag = "flag",
    Flame = "flame",
    FlaskConical = "flask-conical",
    Focus = "focus",
    Folder = "folder",
    FolderOpen = "folder-open",
    Funnel = "funnel",
    Gauge = "gauge",
    Gem = "gem",
    Gift = "gift",
    GitBranch = "git-branch",
    GitCommitHorizontal = "git-commit-horizontal",
    GitCompare = "git-compare",
    GitFork = "git-fork",
    Globe = "globe",
    GripVertical = "grip-vertical",
    Hand = "hand",
    HardDrive = "hard-drive",
    Hash = "hash",
    Heart = "heart",
    History = "history",
    Hourglass = "hourglass",
    House = "house",
    Image = "image",
    Inbox = "inbox",
    Info = "info",
    Key = "key",
    KeyRound = "key-round",
    Keyboard = "keyboard",
    Landmark = "landmark",
    Languages = "languages",
    Layers = "layers",
    LayoutGrid = "layout-grid",
    Library = "library",
    LifeBuoy = "life-buoy",
    Link = "link",
    List = "list",
    ListFilter = "list-filter",
    ListTree = "list-tree",
    LoaderCircle = "loader-circle",
    Locate = "locate",
    Lock = "lock",
    LockOpen = "lock-open",
    LogIn = "log-in",
    LogOut = "log-out",
    Mail = "mail",
    MapPin = "map-pin",
    Maximize = "maximize",
    Megaphone = "megaphone",
    Menu = "menu",
    Merge = "merge",
    MessageSquare = "message-square",
    MessagesSquare = "messages-square",
    Mic = "mic",
    Minimize = "minimize",
    Minus = "minus",
    Monitor = "monitor",
    Moon = "moon",
    MousePointer = "mouse-pointer",
    Network = "network",
    OctagonAlert = "octagon-alert",
    OctagonX = "octagon-x",
    Package = "package",
    PanelBottom = "panel-bottom",
    PanelLeft = "panel-left",
    PanelRight = "panel-right",
    Paperclip = "paperclip",
    Pause = "pause",
    Pencil = "pencil",
    Pin = "pin",
    Play = "play",
    Plug = "plug",
    Plus = "plus",
    Power = "power",
    Puzzle = "puzzle",
    Radio = "radio",
    Receipt = "receipt",
    Redo2 = "redo-2",
    RefreshCw = "refresh-cw",
    Repeat = "repeat",
    Reply = "reply",
    Rocket = "rocket",
    RotateCcw = "rotate-ccw",
    RotateCw = "rotate-cw",
    Route = "route",
    Save = "save",
    Scale = "scale",
    ScanSearch = "scan-search",
    Scissors = "scissors",
    ScrollText = "scroll-text",
    Search = "search",
    Send = "send",
    Server = "server",
    ServerCog = "server-cog",
    Settings = "settings",
    Share2 = "share-2",
    Sheet = "sheet",
    Shield = "shield",
    ShieldAlert = "shield-alert",
    ShieldCheck = "shield-check",
    ShoppingCart = "shopping-cart",
    Shuffle = "shuffle",
    SkipForward = "skip-forward",
    SlidersHorizontal = "sliders-horizontal",
    Sparkles = "sparkles",
    Split = "split",
    Square = "square",
    SquareCode = "square-code",
    SquarePen = "square-pen",
    Star = "star",
    Store = "store",
    Sun = "sun",
    Table = "table",
    Tag = "tag",
    Tags = "tags",
    Terminal = "terminal",
    TestTube = "test-tube",
    TextCursorInput = "text-cursor-input",
    ThumbsDown = "thumbs-down",
    ThumbsUp = "thumbs-up",
    Ticket = "ticket",
    Timer = "timer",
    ToggleLeft = "toggle-left",
    Trash2 = "trash-2",
    TrendingUp = "trending-up",
    TriangleAlert = "triangle-alert",
    Trophy = "trophy",
    Undo = "undo",
    Undo2 = "undo-2",
    Unlink = "unlink",
    Unplug = "unplug",
    Upload = "upload",
    User = "user",
    UserCheck = "user-check",
    UserPlus = "user-plus",
    Users = "users",
    Variable = "variable",
    Wallet = "wallet",
    WandSparkles = "wand-sparkles",
    Waypoints = "waypoints",
    Webhook = "webhook",
    WholeWord = "whole-word",
    WifiOff = "wifi-off",
    Workflow = "workflow",
    X = "x",
    Zap = "zap",
    ZoomIn = "zoom-in",
    ZoomOut = "zoom-out",
}

impl IconName {
    /// Finds an icon by its symbol id; for catalogues that name icons as text.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|icon| icon.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::IconName;

    #[test]
    fn the_sprite_holds_exactly_the_named_icons() {
        let sprite = include_str!("../../../../public/sprite.svg");
        let ids: Vec<&str> = sprite
            .split("<symbol id=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let names: Vec<&str> = IconName::ALL.iter().map(|icon| icon.name()).collect();
        assert_eq!(ids, names);
    }

    #[test]
    fn a_name_finds_its_icon_again() {
        assert_eq!(IconName::from_name("sparkles"), Some(IconName::Sparkles));
        assert_eq!(IconName::from_name("no-such-icon"), None);
    }
}
