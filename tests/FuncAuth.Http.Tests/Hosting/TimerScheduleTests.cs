using System.Globalization;
using FuncAuth.LocalHost.Hosting;

namespace FuncAuth.Http.Tests.Hosting;

public class TimerScheduleTests
{
    [Theory]
    [InlineData("0 */15 * * * *", "2026-03-01T10:07:30Z", "2026-03-01T10:15:00Z")]
    [InlineData("0 */15 * * * *", "2026-03-01T10:15:00Z", "2026-03-01T10:30:00Z")]
    [InlineData("30 5 3 * * *", "2026-03-01T10:00:00Z", "2026-03-02T03:05:30Z")]
    [InlineData("*/10 * * * * *", "2026-03-01T10:00:00.2Z", "2026-03-01T10:00:10Z")]
    [InlineData("0 0 0 1 JAN *", "2026-03-01T10:00:00Z", "2027-01-01T00:00:00Z")]
    [InlineData("0 30 9 * * Mon-Fri", "2026-03-06T10:00:00Z", "2026-03-09T09:30:00Z")]
    [InlineData("0 0,20,40 * * * *", "2026-03-01T10:01:00Z", "2026-03-01T10:20:00Z")]
    [InlineData("*/15 * * * *", "2026-03-01T10:07:30Z", "2026-03-01T10:15:00Z")]
    public void Six_fields_begin_with_the_second_and_five_with_the_minute(string expression, string now, string next)
    {
        var due = TimerSchedule.Parse(expression).NextAfter(Utc(now));

        Assert.Equal(Utc(next), due);
        Assert.Equal(DateTimeKind.Utc, due.Kind);
    }

    [Theory]
    [InlineData("")]
    [InlineData("00:15:00")]
    [InlineData("0 0 * * *  * *")]
    [InlineData("61 * * * * *")]
    [InlineData("hourly")]
    public void Anything_else_is_refused_and_time_spans_too(string expression) =>
        Assert.Throws<FormatException>(() => TimerSchedule.Parse(expression));

    [Theory]
    [InlineData("*/30 * * * * *", true)]
    [InlineData("* * * * * *", true)]
    [InlineData("0 * * * * *", false)]
    [InlineData("*/30 0 * * * *", false)]
    [InlineData("* * * * *", false)]
    public void Only_a_schedule_of_several_times_a_minute_is_within_minutes(string expression, bool isWithinMinutes) =>
        Assert.Equal(isWithinMinutes, TimerSchedule.Parse(expression).IsWithinMinutes);

    private static DateTime Utc(string text) => DateTime.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal);
}
