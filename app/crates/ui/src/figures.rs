//! Figures as people read them: with their unit, the same on server and browser (no locale).

/// A whole number in groups of three: `61,240`.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A length of time: `4 ms`, `2.41 s`, `16 min`, `1 h 12 min`, `2 d 3 h`.
#[must_use]
pub fn duration(milliseconds: u64) -> String {
    const SECOND: u64 = 1_000;
    const MINUTE: u64 = 60 * SECOND;
    const HOUR: u64 = 60 * MINUTE;
    const DAY: u64 = 24 * HOUR;
    match milliseconds {
        ..SECOND => format!("{milliseconds} ms"),
        SECOND..MINUTE => {
            let hundredths = milliseconds / 10;
            format!("{}.{:02} s", hundredths / 100, hundredths % 100)
        }
        MINUTE..HOUR => two_units(milliseconds, (MINUTE, "min"), (SECOND, "s"), 10),
        HOUR..DAY => two_units(milliseconds, (HOUR, "h"), (MINUTE, "min"), 24),
        DAY.. => two_units(milliseconds, (DAY, "d"), (HOUR, "h"), 7),
    }
}

/// The great unit, and the small one while the great one is under `both_under`.
fn two_units(milliseconds: u64, great: (u64, &str), small: (u64, &str), both_under: u64) -> String {
    let (count, rest) = (milliseconds / great.0, milliseconds % great.0 / small.0);
    if rest == 0 || count >= both_under {
        format!("{count} {}", great.1)
    } else {
        format!("{count} {} {rest} {}", great.1, small.1)
    }
}

/// Money from millionths of a dollar: `$407.27`, and four places below ten cents: `$0.0013`.
#[must_use]
pub fn dollars(micros: i64) -> String {
    let sign = if micros < 0 { "-" } else { "" };
    let micros = micros.unsigned_abs();
    if micros == 0 {
        return "$0.00".to_owned();
    }
    if micros < 100_000 {
        let ten_thousandths = (micros + 50) / 100;
        return if ten_thousandths == 0 {
            format!("{sign}<$0.0001")
        } else {
            format!("{sign}${}.{:04}", ten_thousandths / 10_000, ten_thousandths % 10_000)
        };
    }
    let cents = (micros + 5_000) / 10_000;
    format!("{sign}${}.{:02}", grouped(cents / 100), cents % 100)
}

/// A size: `412 B`, `1.2 KB`, `3.4 MB` (powers of 1,024).
#[must_use]
pub fn bytes(count: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, "GB"), (1 << 20, "MB"), (1 << 10, "KB")];
    for (size, unit) in UNITS {
        if count >= size {
            let tenths = count / (size / 10).max(1);
            return format!("{}.{} {unit}", grouped(tenths / 10), tenths % 10);
        }
    }
    format!("{count} B")
}

/// A share of one: `0.61%`, `58%`, `100%`.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent != 0.0 && percent.abs() < 10.0 {
        format!("{percent:.2}%")
    } else {
        format!("{percent:.0}%")
    }
}

/// A large number in short: `940`, `9.2 k`, `1.8 M`.
#[must_use]
pub fn compact(number: u64) -> String {
    match number {
        ..1_000 => number.to_string(),
        1_000..1_000_000 => format!("{}.{} k", number / 1_000, number % 1_000 / 100),
        1_000_000.. => format!("{}.{} M", grouped(number / 1_000_000), number % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_speak_in_the_unit_that_fits() {
        let cases = [
            (0, "0 ms"),
            (312, "312 ms"),
            (2_410, "2.41 s"),
            (10_119, "10.11 s"),
            (125_000, "2 min 5 s"),
            (960_000, "16 min"),
            (4_320_000, "1 h 12 min"),
            (183_600_000, "2 d 3 h"),
            (864_000_000, "10 d"),
        ];
        for (milliseconds, text) in cases {
            assert_eq!(duration(milliseconds), text);
        }
    }

    #[test]
    fn small_money_keeps_four_places() {
        assert_eq!(dollars(1_300), "$0.0013");
        assert_eq!(dollars(20), "<$0.0001");
        assert_eq!(dollars(0), "$0.00");
        assert_eq!(dollars(407_270_000), "$407.27");
        assert_eq!(dollars(1_234_567_890_000), "$1,234,567.89");
        assert_eq!(dollars(-2_000_000), "-$2.00");
    }

    #[test]
    fn groups_sizes_and_shares() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(61_240), "61,240");
        assert_eq!(grouped(1_000_000), "1,000,000");
        assert_eq!(bytes(412), "412 B");
        assert_eq!(bytes(1_229), "1.2 KB");
        assert_eq!(percent(0.0061), "0.61%");
        assert_eq!(percent(0.58), "58%");
        assert_eq!(compact(9_214), "9.2 k");
    }
}
