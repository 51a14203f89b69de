using NCrontab;

namespace FuncAuth.LocalHost.Hosting;

/// <summary>When a timer is due: NCRONTAB with six fields, seconds first, read in UTC. Five fields are read as without seconds.</summary>
public sealed class TimerSchedule
{
    private readonly CrontabSchedule schedule;

    private TimerSchedule(CrontabSchedule schedule, bool isWithinMinutes)
    {
        this.schedule = schedule;
        IsWithinMinutes = isWithinMinutes;
    }

    /// <summary>Due several times a minute. The host keeps no status of such timers.</summary>
    public bool IsWithinMinutes { get; }

    /// <exception cref="FormatException">The expression is not NCRONTAB. Time spans are not taken: the plan we deploy to does not know them.</exception>
    public static TimerSchedule Parse(string expression)
    {
        var fields = expression.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length is not (5 or 6) || CrontabSchedule.TryParse(expression, new CrontabSchedule.ParseOptions { IncludingSeconds = fields.Length == 6 }) is not { } schedule)
            throw new FormatException($"'{expression}' is not a schedule: six fields are wanted, {{second}} {{minute}} {{hour}} {{day}} {{month}} {{day-of-week}}.");

        // As the host counts: nothing but seconds is restricted, and more than one of them falls into a minute.
        var start = DateTime.UnixEpoch.AddSeconds(0.5);
        var isWithinMinutes = fields.Length == 6 && fields[1..].All(field => field == "*") && schedule.GetNextOccurrences(start, start.AddMinutes(1)).Skip(1).Any();
        return new TimerSchedule(schedule, isWithinMinutes);
    }

    /// <summary>The first moment after this one, on the second.</summary>
    public DateTime NextAfter(DateTime utc) => DateTime.SpecifyKind(schedule.GetNextOccurrence(utc), DateTimeKind.Utc);
}
