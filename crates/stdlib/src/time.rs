//! `time`: clocks, sleeping, and calendar time. Local time is UTC.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use vm_derive::native;

use crate::native::ModuleDef;
use crate::objects::{PyStr, PyTuple};
use crate::{PyResult, Value, Vm};

/// How long a sleep goes without looking for signals.
const SLEEP_SLICE: Duration = Duration::from_millis(20);

/// The module.
pub static TIME: ModuleDef = ModuleDef {
    name: "time",
    doc: "This module provides various functions to manipulate time values.",
    functions: Time::NATIVE_METHODS,
    init: |vm, dict| {
        let class = crate::structseq::new_structseq_class(
            vm,
            "time",
            "struct_time",
            &[
                "tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday",
                "tm_isdst",
            ],
        )?;
        // Local time is universal time.
        let zone = vm.new_str("UTC");
        class.dict().set_name(vm, "tm_zone", zone);
        class.dict().set_name(vm, "tm_gmtoff", Value::int32(0));
        dict.set_name(vm, "struct_time", class);
        for name in ["timezone", "altzone", "daylight"] {
            dict.set_name(vm, name, Value::int32(0));
        }
        let utc: Value = vm.new_str("UTC").into();
        let names = vm.new_tuple([utc.clone(), utc]);
        dict.set_name(vm, "tzname", names);
        Ok(())
    },
};

/// Marker that holds the functions.
pub struct Time;

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// Where the monotonic clock stands; it starts at one hour when it is first asked for.
fn monotonic() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed() + Duration::from_secs(3600)
}

/// Processor time of the process.
fn process() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(time.tv_sec.max(0) as u64, time.tv_nsec.clamp(0, 999_999_999) as u32)
}

/// Processor time of the thread.
fn thread() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.max(0) as u64, time.tv_nsec.clamp(0, 999_999_999) as u32)
}

fn nanoseconds(vm: &mut Vm, time: Duration) -> Value {
    vm.new_int(i128::try_from(time.as_nanos()).unwrap_or(i128::MAX))
}

/// Days since 1970-01-01 as year, month and day.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// The inverse of [`civil`].
fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let shifted_month = if month > 2 { month - 3 } else { month + 9 };
    let day_of_year = (153 * shifted_month + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// Year, month, day, hour, minute, second, weekday (Monday is 0), day of the year (from 1), and 0 for no summer time.
fn broken_down(seconds: i64) -> [i64; 9] {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let (year, month, day) = civil(days);
    let yearday = days - days_of(year, 1, 1) + 1;
    [year, month, day, rest / 3600, rest / 60 % 60, rest % 60, (days + 3).rem_euclid(7), yearday, 0]
}

fn seconds_argument(vm: &mut Vm, seconds: Option<&Value>) -> PyResult<i64> {
    match seconds.filter(|seconds| !seconds.is_none()) {
        None => Ok(since_epoch().as_secs() as i64),
        Some(seconds) => {
            let seconds = vm.to_f64(seconds)?.floor();
            match seconds.abs() < 6.7e16 {
                true => Ok(seconds as i64),
                false if seconds.is_nan() => Err(vm.value_error("Invalid value NaN (not a number)")),
                false => Err(vm.overflow_error("timestamp out of range for platform time_t")),
            }
        }
    }
}

fn struct_time(vm: &mut Vm, parts: [i64; 9]) -> PyResult {
    let module = vm.import_module("time")?;
    let class = vm.get_attr_str(&module, "struct_time")?;
    let values: Vec<Value> = parts.into_iter().map(|part| vm.new_int(part)).collect();
    match class.downcast::<crate::objects::PyType>() {
        Some(class) => Ok(crate::structseq::new_instance(vm, class, values)),
        None => Ok(vm.new_tuple(values).into()),
    }
}

fn parts_argument(vm: &mut Vm, time: Option<&Value>) -> PyResult<[i64; 9]> {
    let Some(time) = time else { return Ok(broken_down(since_epoch().as_secs() as i64)) };
    let Some(tuple) = time.downcast::<PyTuple>() else {
        return Err(vm.type_error("Tuple or struct_time argument required"));
    };
    if tuple.len() != 9 {
        return Err(vm.type_error("time tuple must have exactly 9 items"));
    }
    let mut parts = [0; 9];
    for (part, value) in parts.iter_mut().zip(tuple.items()) {
        *part = vm.to_i64(value)?;
    }
    Ok(parts)
}

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn day_name(parts: &[i64; 9]) -> &'static str {
    DAYS[parts[6].rem_euclid(7) as usize]
}

fn month_name(parts: &[i64; 9]) -> &'static str {
    MONTHS[(parts[1] - 1).rem_euclid(12) as usize]
}

/// The year and week of ISO 8601: weeks begin on Monday, and the first has the year's first Thursday.
fn iso_week(parts: &[i64; 9]) -> (i64, i64) {
    let [year, _, _, _, _, _, weekday, yearday, _] = *parts;
    let week = (yearday - weekday + 9) / 7;
    let weeks_of = |year: i64| {
        let last = (year + year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400)).rem_euclid(7);
        let before = year - 1;
        let last_before =
            (before + before.div_euclid(4) - before.div_euclid(100) + before.div_euclid(400)).rem_euclid(7);
        if last == 4 || last_before == 3 { 53 } else { 52 }
    };
    match week {
        0 => (year - 1, weeks_of(year - 1)),
        53 if weeks_of(year) == 52 => (year + 1, 1),
        week => (year, week),
    }
}

fn format_time(format: &str, parts: &[i64; 9]) -> String {
    let [year, month, day, hour, minute, second, weekday, yearday, _] = *parts;
    let half_hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    let mut text = String::new();
    let mut characters = format.chars();
    while let Some(c) = characters.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        let directive = characters.next();
        text.push_str(&match directive {
            Some('Y') => format!("{year}"),
            Some('y') => format!("{:02}", year.rem_euclid(100)),
            Some('C') => format!("{:02}", year.div_euclid(100)),
            Some('m') => format!("{month:02}"),
            Some('d') => format!("{day:02}"),
            Some('e') => format!("{day:2}"),
            Some('H') => format!("{hour:02}"),
            Some('I') => format!("{half_hour:02}"),
            Some('M') => format!("{minute:02}"),
            Some('S') => format!("{second:02}"),
            Some('p') => if hour < 12 { "AM" } else { "PM" }.to_owned(),
            Some('j') => format!("{yearday:03}"),
            Some('G') => format!("{}", iso_week(parts).0),
            Some('g') => format!("{:02}", iso_week(parts).0.rem_euclid(100)),
            Some('V') => format!("{:02}", iso_week(parts).1),
            Some('k') => format!("{hour:2}"),
            Some('l') => format!("{half_hour:2}"),
            Some('w') => format!("{}", (weekday + 1) % 7),
            Some('u') => format!("{}", weekday + 1),
            Some('U') => format!("{:02}", (yearday + 6 - (weekday + 1) % 7) / 7),
            Some('W') => format!("{:02}", (yearday + 6 - weekday) / 7),
            Some('a') => day_name(parts)[..3].to_owned(),
            Some('A') => day_name(parts).to_owned(),
            Some('b' | 'h') => month_name(parts)[..3].to_owned(),
            Some('B') => month_name(parts).to_owned(),
            Some('c') => format_time("%a %b %e %H:%M:%S %Y", parts),
            Some('x') => format_time("%m/%d/%y", parts),
            Some('X' | 'T') => format_time("%H:%M:%S", parts),
            Some('D') => format_time("%m/%d/%y", parts),
            Some('F') => format_time("%Y-%m-%d", parts),
            Some('R') => format_time("%H:%M", parts),
            Some('r') => format_time("%I:%M:%S %p", parts),
            Some('s') => {
                format!("{}", days_of(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second)
            }
            Some('Z') => "UTC".to_owned(),
            Some('z') => "+0000".to_owned(),
            Some('n') => "\n".to_owned(),
            Some('t') => "\t".to_owned(),
            Some('%') => "%".to_owned(),
            Some(other) => format!("%{other}"),
            None => "%".to_owned(),
        });
    }
    text
}

#[native(module = "time")]
impl Time {
    /// Get information of the specified clock.
    #[function("(name, /)")]
    fn get_clock_info(vm: &mut Vm, name: &Value) -> PyResult {
        let text = name.downcast::<crate::objects::PyStr>().map(|name| name.text().to_string_lossy());
        let (clock, monotonic) = match text.as_deref() {
            Some("monotonic" | "perf_counter") => ("CLOCK_MONOTONIC", true),
            Some("time") => ("CLOCK_REALTIME", false),
            Some("process_time") => ("CLOCK_PROCESS_CPUTIME_ID", true),
            Some("thread_time") => ("CLOCK_THREAD_CPUTIME_ID", true),
            _ => return Err(vm.value_error("unknown clock")),
        };
        let implementation = vm.new_str(&format!("clock_gettime({clock})")).into();
        let resolution = vm.new_float(1e-9);
        crate::sys::simple_namespace(
            vm,
            &[
                ("implementation", implementation),
                ("monotonic", Value::bool(monotonic)),
                ("adjustable", Value::bool(!monotonic)),
                ("resolution", resolution),
            ],
        )
    }

    /// time() -> floating-point number
    ///
    /// Return the current time in seconds since the Epoch.
    /// Fractions of a second may be present if the system clock provides them.
    #[function("()")]
    fn time() -> f64 {
        since_epoch().as_secs_f64()
    }

    /// time_ns() -> int
    ///
    /// Return the current time in nanoseconds since the Epoch.
    #[function("()")]
    fn time_ns(vm: &mut Vm) -> Value {
        nanoseconds(vm, since_epoch())
    }

    /// monotonic() -> float
    ///
    /// Monotonic clock, cannot go backward.
    #[function("()", name = "monotonic")]
    fn monotonic_seconds() -> f64 {
        monotonic().as_secs_f64()
    }

    /// monotonic_ns() -> int
    ///
    /// Monotonic clock, cannot go backward, as nanoseconds.
    #[function("()")]
    fn monotonic_ns(vm: &mut Vm) -> Value {
        nanoseconds(vm, monotonic())
    }

    /// perf_counter() -> float
    ///
    /// Performance counter for benchmarking.
    #[function("()")]
    fn perf_counter() -> f64 {
        monotonic().as_secs_f64()
    }

    /// perf_counter_ns() -> int
    ///
    /// Performance counter for benchmarking as nanoseconds.
    #[function("()")]
    fn perf_counter_ns(vm: &mut Vm) -> Value {
        nanoseconds(vm, monotonic())
    }

    /// process_time() -> float
    ///
    /// Process time for profiling: sum of the kernel and user-space CPU time.
    #[function("()")]
    fn process_time() -> f64 {
        process().as_secs_f64()
    }

    /// process_time_ns() -> int
    ///
    /// Process time for profiling as nanoseconds:
    /// sum of the kernel and user-space CPU time.
    #[function("()")]
    fn process_time_ns(vm: &mut Vm) -> Value {
        nanoseconds(vm, process())
    }

    /// thread_time() -> float
    ///
    /// Thread time for profiling: sum of the kernel and user-space CPU time.
    #[function("()")]
    fn thread_time() -> f64 {
        thread().as_secs_f64()
    }

    /// thread_time_ns() -> int
    ///
    /// Thread time for profiling as nanoseconds:
    /// sum of the kernel and user-space CPU time.
    #[function("()")]
    fn thread_time_ns(vm: &mut Vm) -> Value {
        nanoseconds(vm, thread())
    }

    /// Delay execution for a given number of seconds.
    ///
    /// The argument may be a floating-point number for subsecond precision.
    #[function("(seconds, /)")]
    fn sleep(vm: &mut Vm, seconds: &Value) -> PyResult<()> {
        let seconds = vm.to_f64(seconds)?;
        if seconds.is_nan() {
            return Err(vm.value_error("Invalid value NaN (not a number)"));
        }
        if seconds < 0.0 {
            return Err(vm.value_error("sleep length must be non-negative"));
        }
        match Duration::try_from_secs_f64(seconds) {
            Ok(duration) => {
                // In slices, so that Ctrl-C is noticed.
                let end = std::time::Instant::now().checked_add(duration);
                loop {
                    vm.check_events()?;
                    let left = end
                        .map_or(SLEEP_SLICE, |end| end.saturating_duration_since(std::time::Instant::now()));
                    if left.is_zero() {
                        return Ok(());
                    }
                    std::thread::sleep(left.min(SLEEP_SLICE));
                }
            }
            Err(_) => Err(vm.overflow_error("timestamp too large to convert to C PyTime_t")),
        }
    }

    /// gmtime([seconds]) -> (tm_year, tm_mon, tm_mday, tm_hour, tm_min,
    ///                        tm_sec, tm_wday, tm_yday, tm_isdst)
    ///
    /// Convert seconds since the Epoch to a time tuple expressing UTC (a.k.a. GMT).
    /// When 'seconds' is not passed in, convert the current time instead.
    #[function("(seconds=None, /)")]
    fn gmtime(vm: &mut Vm, seconds: Option<&Value>) -> PyResult {
        let seconds = seconds_argument(vm, seconds)?;
        struct_time(vm, broken_down(seconds))
    }

    /// localtime([seconds]) -> (tm_year,tm_mon,tm_mday,tm_hour,tm_min,
    ///                           tm_sec,tm_wday,tm_yday,tm_isdst)
    ///
    /// Convert seconds since the Epoch to a time tuple expressing local time.
    /// When 'seconds' is not passed in, convert the current time instead.
    #[function("(seconds=None, /)")]
    fn localtime(vm: &mut Vm, seconds: Option<&Value>) -> PyResult {
        Time::gmtime(vm, seconds)
    }

    /// mktime(tuple) -> floating-point number
    ///
    /// Convert a time tuple in local time to seconds since the Epoch.
    #[function("(tuple, /)")]
    fn mktime(vm: &mut Vm, tuple: &Value) -> PyResult<f64> {
        let [year, month, day, hour, minute, second, ..] = parts_argument(vm, Some(tuple))?;
        if [year, month, day, hour, minute, second].iter().any(|part| part.abs() > 1 << 32) {
            return Err(vm.overflow_error("mktime argument out of range"));
        }
        let (year, month) = (year + (month - 1).div_euclid(12), (month - 1).rem_euclid(12) + 1);
        let seconds = days_of(year, month, 1).saturating_add(day - 1).saturating_mul(86_400);
        Ok((seconds.saturating_add(hour * 3600 + minute * 60 + second)) as f64)
    }

    /// strftime(format[, tuple]) -> string
    ///
    /// Convert a time tuple to a string according to a format specification.
    #[function("(format, time_tuple=None, /)")]
    fn strftime(vm: &mut Vm, format: &PyStr, time_tuple: Option<&Value>) -> PyResult<String> {
        let parts = parts_argument(vm, time_tuple)?;
        Ok(format_time(&format.text().to_string_lossy(), &parts))
    }

    /// asctime([tuple]) -> string
    ///
    /// Convert a time tuple to a string, e.g. 'Sat Jun 06 16:26:11 1998'.
    #[function("(time_tuple=None, /)")]
    fn asctime(vm: &mut Vm, time_tuple: Option<&Value>) -> PyResult<String> {
        let parts = parts_argument(vm, time_tuple)?;
        Ok(format_time("%a %b %e %H:%M:%S %Y", &parts))
    }

    /// ctime(seconds) -> string
    ///
    /// Convert a time in seconds since the Epoch to a string in local time.
    #[function("(seconds=None, /)")]
    fn ctime(vm: &mut Vm, seconds: Option<&Value>) -> PyResult<String> {
        let seconds = seconds_argument(vm, seconds)?;
        Ok(format_time("%a %b %e %H:%M:%S %Y", &broken_down(seconds)))
    }
}
