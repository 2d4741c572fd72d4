using System.Collections.Concurrent;
using Antiphon.Accounts.WorkingHours;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events.Dispatch;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Language;
using Antiphon.Rules.Running;

namespace Antiphon.Rules.Simulation;

/// <summary>
/// Says what a rule, saved or a draft, would have done on past events, together with the rules that are active: ticket by ticket, with the messages that
/// would have left and the rules that it does not go together with. Nothing is changed. An extension.
/// </summary>
internal sealed class SimulateRule(DeskDb db, TimeProvider clock, IServiceScopeFactory scopes)
{
    private const int MostTickets = 10_000;
    private const int StandardTickets = 1_000;
    private const int MostTold = 500;
    private const int MostNamedTickets = 10;
    private const int Parallel = 4;
    private const int ReadAtOnce = 200;

    private static readonly TimeSpan StandardPeriod = TimeSpan.FromDays(7);

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapPost("/rules/simulate", HandleAsync).RequireScope(Scope.RulesRead, Right.LeadDesk).Extension().Produces<RuleSimulationResource>();

    private static async Task<IResult> HandleAsync(Input<SimulateRuleRequest> input, Actor actor, SimulateRule simulateRule, CancellationToken cancellationToken) =>
        (await simulateRule.RunAsync(input, actor, cancellationToken)).ToOk("Failed to simulate rule", simulation => simulation);

    public async Task<Result<RuleSimulationResource>> RunAsync(Input<SimulateRuleRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var request = input.Value;
        var tried = await TriedAsync(input, actor, cancellationToken);
        await CheckAsync(input, actor, cancellationToken);
        if (tried is null || input.Errors.Any)
        {
            return Failure.Invalid(input.Errors);
        }

        var active = await ActiveRule.ListAsync(db, actor.AccountId, cancellationToken);
        // In the place that it has or would have.
        List<ActiveRule> rules = [.. active.Where(rule => rule.Id != tried.Id).Append(tried).OrderByDescending(rule => rule.Rule.Priority).ThenBy(rule => rule.Id == 0 ? long.MaxValue : rule.Id)];
        var types = RuleTriggers.EventsOf(tried.Rule.EventTypes ?? []);
        var to = request.ToDatetime ?? clock.Now();
        var most = request.Limit ?? (request.TicketIds is null ? StandardTickets : MostTickets);
        var tickets = await PastEvents.OfPeriodAsync(db, actor.AccountId, types, request.FromDatetime ?? to - StandardPeriod, to, request.TicketIds?.Distinct().ToArray(), most + 1, cancellationToken);
        var truncated = tickets.Count > most;
        var hours = BusinessHours.Read(await db.FirstOrDefaultAsync(
            $"select data from account_settings where account_id = {actor.AccountId} and type = 'business-hours'", row => row.Json(0), cancellationToken));
        var replayed = await ReplayAsync([.. tickets.TakeLast(most)], rules, tried, hours, actor, cancellationToken);
        return Report(tried, replayed, truncated);
    }

    private async Task<ActiveRule?> TriedAsync(Input<SimulateRuleRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors) = (input.Value, input.Errors);
        errors.AddIf((request.RuleId is null) == (request.Rule is null), "rule", "Name either a rule in rule_id, or a draft in rule.");
        if (request.RuleId is { } id)
        {
            var saved = await db.FirstOrDefaultAsync($"select {Rule.Columns:raw} from rules where account_id = {actor.AccountId} and id = {id}", Rule.Read, cancellationToken);
            errors.AddIf(saved is null, "rule_id", $"Rule {id} does not exist.");
            return saved is null || RuleCode.Parse(saved.Code).Value is not { } parsed ? null : new ActiveRule(saved, parsed);
        }

        if (request.Rule is not { } draft)
        {
            return null;
        }

        var inside = errors.Under("rule");
        inside.Required("code", draft.Code).Required("event_types", draft.EventTypes);
        RuleFields.Check(inside, draft.Name, draft.Description, draft.Code);
        var eventTypes = RuleFields.EventTypes(inside, draft.EventTypes);
        var now = clock.Now();
        // The id of a rule that is not there yet.
        return errors.Any || RuleCode.Parse(draft.Code!).Value is not { } code
            ? null
            : new ActiveRule(new Rule(0, draft.Name ?? "Draft", draft.Description, draft.Code!, eventTypes, draft.Priority ?? 0, "user", null, null, now, now), code);
    }

    private async Task CheckAsync(Input<SimulateRuleRequest> input, Actor actor, CancellationToken cancellationToken)
    {
        var (request, errors) = (input.Value, input.Errors);
        errors.AddIf(request.Limit is < 1 or > MostTickets, "limit", $"Must be between 1 and {MostTickets}.")
            .NotEmpty("ticket_ids", request.TicketIds?.Count)
            .MaxCount("ticket_ids", request.TicketIds?.Count, MostTickets)
            .AddIf(request.FromDatetime > (request.ToDatetime ?? clock.Now()), "from_datetime", "Must be earlier than to_datetime.");
        if (request.TicketIds is { Count: > 0 and <= MostTickets } ids)
        {
            var known = (await db.ListAsync($"select id from tickets where account_id = {actor.AccountId} and id = any({ids.ToArray()})", row => row.GetInt64(0), cancellationToken)).ToHashSet();
            var unknown = ids.FirstOrDefault(id => !known.Contains(id));
            errors.AddIf(ids.Any(id => !known.Contains(id)), "ticket_ids", $"Ticket {unknown} does not exist.");
        }
    }

    private async Task<List<ReplayedTicket>> ReplayAsync(
        IReadOnlyList<IGrouping<long, QueuedEvent>> tickets, IReadOnlyList<ActiveRule> rules, ActiveRule tried, BusinessHours? hours, Actor actor, CancellationToken cancellationToken)
    {
        var replayed = new ConcurrentBag<ReplayedTicket>();
        var worth = new ConcurrentBag<IGrouping<long, QueuedEvent>>();
        await InParallelAsync(tickets.Chunk(ReadAtOnce), async (services, some, token) =>
        {
            var acts = await services.GetRequiredService<SiftTickets>().RunAsync(some, rules, tried, hours, Actor.System(actor.AccountId), token);
            foreach (var (ticket, mayAct) in some.Zip(acts))
            {
                if (mayAct)
                {
                    worth.Add(ticket);
                }
                else
                {
                    replayed.Add(new ReplayedTicket(ticket.Key, ticket.Count(), Matched: false, null, []));
                }
            }
        });
        var told = 0;
        await InParallelAsync(worth.OrderBy(ticket => ticket.Key), async (services, ticket, token) =>
        {
            // Of very many it is enough to know that something would happen.
            var one = Volatile.Read(ref told) >= MostTold
                ? new ReplayedTicket(ticket.Key, ticket.Count(), Matched: true, null, [])
                : await services.GetRequiredService<ReplayTicket>().RunAsync([.. ticket], rules, tried, token);
            if (one.Told is not null)
            {
                Interlocked.Increment(ref told);
            }

            replayed.Add(one);
        });
        return [.. replayed.OrderBy(ticket => ticket.TicketId)];

        Task InParallelAsync<T>(IEnumerable<T> items, Func<IServiceProvider, T, CancellationToken, Task> run) => System.Threading.Tasks.Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = cancellationToken },
            async (item, token) =>
            {
                await using var scope = scopes.CreateAsyncScope();
                await run(scope.ServiceProvider, item, token);
            });
    }

    private static RuleSimulationResource Report(ActiveRule tried, List<ReplayedTicket> replayed, bool truncated)
    {
        var told = replayed.Select(ticket => ticket.Told).OfType<SimulatedTicketResource>().ToList();
        var conflicts = replayed.SelectMany(ticket => ticket.Clashes.Select(clash => (ticket.TicketId, Clash: clash))).GroupBy(found => (found.Clash.RuleId, found.Clash.RuleName))
            .Select(rule => new RuleConflictResource(
                new(rule.Key.RuleId, rule.Key.RuleName),
                rule.All(found => found.Clash.UndoesThis) ? "undoes-this" : rule.Any(found => found.Clash.UndoesThis) ? "both" : "undone-by-this",
                [.. rule.Select(found => found.Clash.Field).Distinct().Order(StringComparer.Ordinal)],
                [.. rule.Select(found => found.TicketId).Distinct().Take(MostNamedTickets)]));
        return new(
            new(tried.Id, tried.Rule.Name),
            replayed.Count,
            replayed.Count(ticket => ticket.Matched),
            replayed.Sum(ticket => ticket.Events),
            told.Sum(ticket => ticket.Messages.Count(message => message.Public)),
            truncated,
            told,
            [.. conflicts],
            RuleWarnings.Of(tried.Code, tried.Rule.EventTypes));
    }
}
