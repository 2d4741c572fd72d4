namespace Antiphon.Demo.Writing;

/// <summary>Spreads the scenarios over customers and days, each customer over different scenarios.</summary>
internal sealed class PlanWriter(DemoContent content, Agenda agenda, Dice dice)
{
    private const double RecentShare = 0.19;
    private const double NewCustomerShare = 0.6;

    private readonly Dictionary<string, int> written = new(StringComparer.Ordinal);
    private readonly HashSet<(string Customer, string Scenario)> told = [];

    public IReadOnlyList<TicketPlan> Write(IReadOnlyList<Persona> personas)
    {
        List<TicketPlan> plans = [.. content.Shop.Mix.SelectMany(mix => OfMix(mix, personas))];
        return [.. plans.GroupBy(plan => plan.Customer.ExternalId, StringComparer.Ordinal).SelectMany(OfCustomer)];
    }

    private IEnumerable<TicketPlan> OfMix(MixContent mix, IReadOnlyList<Persona> personas)
    {
        var habits = ChannelHabits.Of(mix.Channel);
        var scenarios = new Deck<ScenarioContent>(
            [.. content.Scenarios.Where(scenario => scenario.Language == mix.Language && scenario.Audience == mix.Audience && scenario.Channels.Contains(mix.Channel))], dice);
        Persona[] writers = [.. personas.Where(persona => persona.Locale.Language == mix.Language && persona.Locale.Audience == mix.Audience && CanUse(persona.Customer, habits))];
        for (var i = 0; i < mix.Count; i++)
        {
            var scenario = scenarios.Deal();
            var persona = Writer(writers, scenario);
            // What the shop writes first waits for a shift, which may be days away.
            var fromShop = scenario.Steps[0].Customer is null;
            yield return new(
                scenario, persona.Customer, persona.Locale, persona.Manner, habits, agenda.Arrival(persona.Customer, dice.Chance(habits.ByDay), !fromShop && dice.Chance(RecentShare)));
        }
    }

    /// <summary>Somebody who has not told this story yet, rather one who has written little; buyers of much write more.</summary>
    private Persona Writer(Persona[] writers, ScenarioContent scenario)
    {
        var persona = writers
            .Where(candidate => scenario.Countries?.Contains(candidate.Customer.Address.Country) ?? true)
            .Where(candidate => !told.Contains((candidate.Customer.ExternalId, scenario.Key)))
            .DefaultIfEmpty(writers[0])
            .MinBy(candidate => (written.GetValueOrDefault(candidate.Customer.ExternalId) * (candidate.Customer.Data.GetValueOrDefault("tier") == "gold" ? 0.4 : 1)) + dice.Between(0.0, 1.9))!;
        told.Add((persona.Customer.ExternalId, scenario.Key));
        written[persona.Customer.ExternalId] = written.GetValueOrDefault(persona.Customer.ExternalId) + 1;
        return persona;
    }

    /// <summary>Many profiles appear with the first message; the others bought long before they asked.</summary>
    private IEnumerable<TicketPlan> OfCustomer(IGrouping<string, TicketPlan> plans)
    {
        var customer = plans.First().Customer;
        var known = dice.Chance(NewCustomerShare) ? customer with { CreatedAt = plans.Min(plan => plan.At) } : customer;
        return plans.Select(plan => plan with { Customer = known });
    }

    /// <summary>Calls and forms are answered by e-mail.</summary>
    private static bool CanUse(DemoCustomer customer, ChannelHabits habits) =>
        customer.AddressOf(habits.ContactType) is not null && customer.AddressOf(ChannelHabits.Of(habits.FollowsUpBy).ContactType) is not null;
}
