using System.Collections.Concurrent;
using System.Globalization;
using Antiphon.ApiTests.Furniture;
using Antiphon.Data;
using Antiphon.Identity;
using Antiphon.Language;
using Antiphon.Language.Conditions;
using Antiphon.Language.Evaluation;
using Antiphon.Tests.Shared;
using Antiphon.Views;
using Antiphon.Views.Filtering;
using Microsoft.Extensions.DependencyInjection;

namespace Antiphon.ApiTests.Views;

/// <summary>
/// The same filter selects the same in SQL and in memory: views and rules speak one language. ANTIPHON_FILTERS says how many filters are tried; the same
/// number tries the same ones.
/// </summary>
[Trait("row", "B29")]
public sealed class FilterAgreementTests
{
    private const int Tickets = 2000;

    [Fact]
    public async Task Sql_and_memory_select_the_same_tickets_and_customers()
    {
        await using var desk = await Desk.StartAsync();
        var stock = new FilterStock(desk, new Random(20260302));
        await stock.FillAsync(Tickets);
        var actor = new Actor(desk.Account.Id, stock.Users[0], Roles.Lead, ActorKind.User, null, Guid.Empty);
        var (tickets, customers) = await desk.InScopeAsync(async services =>
        {
            var db = services.GetRequiredService<DeskDb>();
            return (
                await StoredFacts.OfTicketsAsync(db, desk.Account.Id, stock.Users[0], stock.Fields),
                await StoredFacts.OfCustomersAsync(db, desk.Account.Id, stock.Fields));
        });
        Assert.Equal(Tickets, tickets.Count);

        var count = int.Parse(Environment.GetEnvironmentVariable("ANTIPHON_FILTERS") ?? "1500", CultureInfo.InvariantCulture);
        var wrong = new ConcurrentQueue<string>();
        var selective = 0;
        var ofTickets = Generator(stock, FilterSubject.Ticket);
        var ofCustomers = Generator(stock, FilterSubject.Customer);
        var filters = Enumerable.Range(0, count).Select(number => number % 10 == 0 ? (Subject: FilterSubject.Customer, Text: ofCustomers.Next()) : (Subject: FilterSubject.Ticket, Text: ofTickets.Next())).ToList();
        await Parallel.ForEachAsync(filters, new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken }, async (made, _) =>
        {
            var filter = Filter.Parse(made.Text, made.Subject).Value ?? throw new InvalidOperationException($"The generator wrote a filter that is none: {made.Text}");
            var facts = made.Subject == FilterSubject.Ticket ? tickets : customers;
            var (scope, selected) = await SelectAsync(desk, actor, filter, made.Subject);
            var evaluator = new Evaluator(new EvaluationContext(FilterStock.Around) { Variables = scope.Variables });
            var expected = facts.Where(one => evaluator.Evaluate(filter.Condition, one) == Verdict.True).Select(one => one.Id).ToHashSet();
            if (!expected.SetEquals(selected))
            {
                var odd = expected.Except(selected).Concat(selected.Except(expected)).First();
                wrong.Enqueue($"{made.Text}\n  SQL {selected.Count}, memory {expected.Count}, for example {odd}, which {(expected.Contains(odd) ? "memory" : "SQL")} alone selects");
            }

            if (expected.Count > 0 && expected.Count < facts.Count)
            {
                Interlocked.Increment(ref selective);
            }
        });
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {count}\n{string.Join('\n', wrong.Take(15))}");
        // Filters that select all or nothing would agree whatever they mean.
        Assert.InRange(selective, count / 2, count);
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} filters, {selective} of them select some and not others");
    }

    private static Task<(FilterScope Scope, HashSet<long> Ids)> SelectAsync(Desk desk, Actor actor, Filter filter, FilterSubject subject) => desk.InScopeAsync(async services =>
    {
        var db = services.GetRequiredService<DeskDb>();
        var scope = await services.GetRequiredService<PrepareFilters>().RunAsync([filter.Condition], actor, CancellationToken.None) with { Now = FilterStock.Around };
        var condition = new FilterToSql(subject, scope).Of(filter.Condition).Sql;
        var ids = subject == FilterSubject.Ticket
            ? await db.ListAsync($"select tickets.id from tickets where tickets.account_id = {actor.AccountId} and {condition}", row => row.GetInt64(0), CancellationToken.None)
            : await db.ListAsync($"select customers.id from customers where customers.account_id = {actor.AccountId} and {condition}", row => row.GetInt64(0), CancellationToken.None);
        return (scope, ids.ToHashSet());
    });

    private static RandomFilters Generator(FilterStock stock, FilterSubject subject)
    {
        string[] people = ["User1@Acme.example", "user2@acme.example", "Ada Lind", "émile", "Mira", "mira7@mail.example", "MIRA ö", ""];
        var texts = new Dictionary<string, string[]>(StringComparer.Ordinal)
        {
            ["ticket.status"] = ["open", "closed"],
            ["ticket.priority"] = ["low", "normal", "high", "critical"],
            ["ticket.channel"] = ["email", "chat", "custom-chat", "api"],
            ["ticket.via"] = ["email", "chat", "api", "helpdesk"],
            ["ticket.language"] = ["en", "fr", "FR", ""],
            ["ticket.tags.name"] = FilterStock.TagNames,
            ["ticket.subject"] = ["Refund", "refund please", "a%b", "%", "_", "\\", "é", "strasse", "ΟΔΟΣ", "😀", "$1"],
            ["ticket.external_id"] = ["A-1", "a-1", "5"],
            ["ticket.assignee_user.email"] = people,
            ["ticket.assignee_user.name"] = people,
            ["ticket.assignee_team.name"] = ["Warehouse", "vip desk", "über"],
            ["ticket.customer.email"] = people,
            ["ticket.customer.name"] = people,
            ["ticket.sla.status"] = ["pending", "achieved", "breached"],
            ["ticket.custom_fields[].value"] = ["", "Late", "late", "5", "true", "2.5", "2.50", "%", "_"],
            ["ticket.customer.custom_fields[].value"] = ["Gold", "2", "false"],
            ["customer.external_id"] = ["x3", "x6"],
            ["customer.email"] = people,
            ["customer.name"] = people,
            ["customer.language"] = ["en", "fr"],
            ["customer.custom_fields[].value"] = ["Gold", "2", "false", "2.5"],
        };
        var ids = new Dictionary<string, long[]>(StringComparer.Ordinal)
        {
            ["ticket.id"] = [.. stock.Tickets.Take(20), .. stock.Tickets.Skip(990).Take(20)],
            ["ticket.assignee_user.id"] = [.. stock.Users],
            ["ticket.assignee_team.id"] = [.. stock.Teams],
            ["ticket.customer.id"] = [.. stock.Customers],
            ["ticket.tags.id"] = [.. stock.Tags],
            ["ticket.integrations.id"] = [.. stock.Integrations],
            ["ticket.messages.integration_id"] = [.. stock.Integrations],
            ["customer.id"] = [.. stock.Customers],
        };
        return new(new Random(20260303)) { Subject = subject, Texts = texts, Ids = ids, CustomFields = stock.Fields, Around = FilterStock.Around };
    }
}
