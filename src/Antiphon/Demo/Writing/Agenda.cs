namespace Antiphon.Demo.Writing;

/// <summary>When people write: customers in the waking hours of their own time zone, agents during their shifts.</summary>
internal sealed class Agenda(Dice dice, DateTimeOffset now)
{
    private const double RecentDays = 3.5;

    /// <summary>Relative number of messages per local hour: a lunch break peak and an evening peak.</summary>
    private static readonly double[] HourWeights =
        [.03, .01, 0, 0, 0, .03, .12, .35, .6, .8, .9, .85, 1, .95, .75, .7, .75, .8, .85, .9, 1, .8, .45, .15];

    private static readonly double[] DayWeights = [.45, 1, .95, .9, .85, .8, .5];

    public DateTimeOffset Now => now;

    /// <param name="staffed">Only while somebody who speaks the customer's language is at work.</param>
    /// <param name="recent">True for the tickets that fill the inbox today; the others lie anywhere in the window.</param>
    public DateTimeOffset Arrival(DemoCustomer customer, bool staffed, bool recent)
    {
        while (true)
        {
            // The exponent leans to the recent end: the shop grows.
            var age = recent ? 0.005 + (RecentDays * Math.Pow(dice.Unit(), 1.6)) : RecentDays + ((DemoShop.WindowDays - RecentDays - 0.05) * (1 - Math.Pow(dice.Unit(), 0.8)));
            var time = now.AddDays(-age);
            var local = time + customer.UtcOffset;
            var open = !staffed || (IsWeekday(time) && time.Hour is >= 8 and < 16) || (customer.Language == "en" && time.DayOfWeek == DayOfWeek.Saturday && time.Hour is >= 10 and < 16);
            if (open && dice.Chance(HourWeights[local.Hour] * DayWeights[(int)local.DayOfWeek]))
            {
                return Moment.Truncate(time);
            }
        }
    }

    public DateTimeOffset Awake(TimeSpan utcOffset, DateTimeOffset earliest)
    {
        var local = earliest.ToOffset(utcOffset);
        if (local.Hour is >= 7 and < 23)
        {
            return earliest;
        }

        var morning = new DateTimeOffset(local.Date, utcOffset).AddDays(local.Hour >= 23 ? 1 : 0).AddHours(7);
        return morning.AddMinutes(dice.Around(50, 0.7)).ToUniversalTime();
    }

    /// <param name="overrun">Minutes an agent stays longer to finish what is being said.</param>
    public DateTimeOffset AtWork(AgentContent agent, DateTimeOffset earliest, int overrun = 0)
    {
        if (IsAtWork(agent, earliest) || (overrun > 0 && IsAtWork(agent, earliest.AddMinutes(-overrun))))
        {
            return earliest;
        }

        var start = new DateTimeOffset(earliest.Date, TimeSpan.Zero).AddHours(agent.From);
        while (start < earliest || !agent.Days.Contains(start.DayOfWeek))
        {
            start = start.AddDays(1);
        }

        return start.AddMinutes(dice.Around(28, 0.8));
    }

    public static bool IsAtWork(AgentContent agent, DateTimeOffset time) =>
        agent.Days.Contains(time.DayOfWeek) && time.Hour >= agent.From && time.Hour < agent.To;

    private static bool IsWeekday(DateTimeOffset time) => time.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);
}
