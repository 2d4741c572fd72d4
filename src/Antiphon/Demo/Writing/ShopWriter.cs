namespace Antiphon.Demo.Writing;

internal sealed class ShopWriter(DemoContent content, Dice dice, DateTimeOffset now)
{
    private const int MostAttempts = 20;
    private const int FirstOrder = 41_216;
    private const int OrdersPerDay = 31;

    public DemoShop Write()
    {
        var cast = new DemoCast(content, now);
        var agenda = new Agenda(dice, now);
        var personas = new CustomerWriter(content, dice, now).Write();
        IReadOnlyList<TicketPlan> plans = new PlanWriter(content, agenda, dice).Write(personas);
        var threads = new ThreadWriter(content, cast, agenda, new Roster(content.Agents, dice), new Phrasebook(dice), dice);

        HashSet<string> bodies = new(StringComparer.Ordinal);
        HashSet<int> orders = [];
        DemoTicket[] tickets = [.. plans.Select(plan => Unlike(bodies, () => threads.Write(plan, OrderNumber(orders, plan.At)))).OrderBy(ticket => ticket.CreatedAt)];
        DemoCustomer[] customers = [.. Known(plans, personas).OrderBy(customer => customer.CreatedAt)];
        var tiers = customers.Select(customer => (customer.ExternalId, Tier: FieldWriter.TierOf(content, customer))).Where(pair => pair.Tier is not null);
        return new DemoShop(
            content.Shop.Brand,
            content.Shop.Teams,
            cast.Agents,
            content.Shop.Tags,
            customers,
            tickets,
            FieldWriter.Fields(content),
            tiers.ToDictionary(pair => pair.ExternalId, pair => pair.Tier!, StringComparer.Ordinal),
            content.Macros);
    }

    /// <summary>Two conversations may open alike by chance, above all in chats; the second is written again.</summary>
    private static DemoTicket Unlike(HashSet<string> bodies, Func<DemoTicket> write)
    {
        for (var attempt = 1; ; attempt++)
        {
            var ticket = write();
            if (bodies.Add(ticket.Messages[0].BodyText) || attempt == MostAttempts)
            {
                return ticket;
            }
        }
    }

    private int OrderNumber(HashSet<int> taken, DateTimeOffset at)
    {
        var number = FirstOrder + (int)((DemoShop.WindowDays - (now - at).TotalDays) * OrdersPerDay) - dice.Below(200);
        while (!taken.Add(number))
        {
            number++;
        }

        return number;
    }

    private static IEnumerable<DemoCustomer> Known(IReadOnlyList<TicketPlan> plans, IReadOnlyList<Persona> personas)
    {
        var planned = plans.Select(plan => plan.Customer).DistinctBy(customer => customer.ExternalId).ToDictionary(customer => customer.ExternalId, StringComparer.Ordinal);
        return personas.Select(persona => planned.GetValueOrDefault(persona.Customer.ExternalId, persona.Customer));
    }
}
