using System.Globalization;
using System.Text.Json;
using Antiphon.Actions;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Messages;
using Antiphon.Search.Objects;

namespace Antiphon.Agents.Guarding;

/// <summary>
/// What a body or a query decides of a call. Bodies are read by the reader that the operation reads them with, so that no spelling means one thing to the guard
/// and another to the operation.
/// </summary>
internal static class CallBodies
{
    private static readonly HashSet<Type> Deciding =
    [
        typeof(CreateTicketRequest), typeof(UpdateTicketRequest), typeof(TicketTagsRequest), typeof(CreateMessageRequest), typeof(ApplyMacroRequest), typeof(PresenceRequest),
        typeof(SearchRequest), typeof(CreateSatisfactionSurveyRequest), typeof(MergeTagsRequest), typeof(ViewItemsRequest),
    ];

    private static readonly string[] TicketParameters = ["ticket_ids", "ticket_id"];

    /// <summary>Whether a body of this record decides anything.</summary>
    public static bool Decide(Type record) => Deciding.Contains(record);

    public static CallDemand Of(CallDemand demand, Type record, JsonElement body, bool isTolerant)
    {
        var reader = new BodyReader(body, isTolerant);
        return record.Name switch
        {
            nameof(CreateTicketRequest) => Of(demand, reader.Read<CreateTicketRequest>()),
            nameof(UpdateTicketRequest) => Of(demand, reader.Read<UpdateTicketRequest>()),
            nameof(TicketTagsRequest) => Of(demand, reader.Read<TicketTagsRequest>()),
            nameof(CreateMessageRequest) => Of(demand, reader.Read<CreateMessageRequest>()),
            nameof(ApplyMacroRequest) => demand with { Replies = reader.Read<ApplyMacroRequest>().Send is true ? 1 : 0 },
            nameof(PresenceRequest) => reader.Read<PresenceRequest>().TicketId is { } ticket ? demand with { Tickets = [ticket] } : demand,
            nameof(CreateSatisfactionSurveyRequest) => Of(demand, reader.Read<CreateSatisfactionSurveyRequest>()),
            nameof(SearchRequest) => demand with { Resource = ResourceOf(reader.Read<SearchRequest>().Type) },
            nameof(MergeTagsRequest) => Of(demand, reader.Read<MergeTagsRequest>()),
            // The view with another filter is another list.
            nameof(ViewItemsRequest) => demand with { View = null },
            _ => demand,
        };
    }

    public static CallDemand OfQuery(CallDemand demand, ApiRoute route, string method, IQueryCollection query)
    {
        var names = route.Query.Parameters.Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal);
        if (names.Contains("action") && HttpMethods.IsPut(method))
        {
            // A message whose sending is given up is deleted; any other word sends it.
            var words = Values(query, "action").ToList();
            demand = words.Contains(MessageAction.Cancel) ? demand with { Classes = CallClass.Outward | CallClass.Destructive } : demand with { Replies = words.Count > 0 ? 1 : 0 };
        }

        if (demand.Tickets.Count == 0)
        {
            demand = demand with { Tickets = [.. TicketParameters.Where(names.Contains).SelectMany(name => Ids(query, name))] };
        }

        // The tickets of a view are those of a list as well, and no more.
        return demand.View is null && demand.Tickets.Count == 0 && names.Contains("view_id") && Ids(query, "view_id") is [var view] ? demand with { View = view } : demand;
    }

    private static CallDemand Of(CallDemand demand, CreateSatisfactionSurveyRequest survey) => demand with
    {
        Tickets = survey.TicketId is { } ticket ? [ticket] : [],
        Replies = survey is { ShouldSendDatetime: not null, SentDatetime: null } ? 1 : 0,
    };

    private static CallDemand Of(CallDemand demand, CreateTicketRequest ticket)
    {
        var messages = ticket.Messages ?? [];
        var isHistory = ticket.Imported is true;
        var replies = isHistory ? 0 : messages.Count(message => IsReply(message, ticket.FromAgent));
        var acts = messages.Any(HasActions);
        return demand with
        {
            Classes = replies > 0 || acts ? CallClass.Outward : CallClass.Write,
            Replies = replies,
            Refunds = [.. messages.SelectMany(RefundsOf)],
            Macros = [.. messages.SelectMany(MacrosOf)],
            Tickets = ticket.SplitFrom is { } from ? [from] : [],
            Tags = [.. (ticket.Tags ?? []).Select(tag => tag.Id).OfType<long>()],
            TagNames = [.. (ticket.Tags ?? []).Where(tag => tag.Id is null).Select(tag => tag.Name?.Trim()).OfType<string>()],
            Team = ticket.AssigneeTeam?.Id,
            CreatesTicket = true,
        };
    }

    private static CallDemand Of(CallDemand demand, UpdateTicketRequest ticket) => demand with
    {
        Tags = [.. (ticket.Tags.Value ?? []).Select(tag => tag.Id).OfType<long>()],
        TagNames = [.. (ticket.Tags.Value ?? []).Where(tag => tag.Id is null).Select(tag => tag.Name?.Trim()).OfType<string>()],
        Team = ticket.AssigneeTeam.Value?.Id,
    };

    private static CallDemand Of(CallDemand demand, TicketTagsRequest tags) => demand with { Tags = tags.Ids ?? [], TagNames = [.. (tags.Names ?? []).Select(name => name?.Trim()).OfType<string>()] };

    private static CallDemand Of(CallDemand demand, CreateMessageRequest message)
    {
        var isReply = IsReply(message, fromAgent: null);
        return demand with
        {
            Classes = isReply || HasActions(message) ? demand.Classes : CallClass.Write,
            Replies = isReply ? 1 : 0,
            Refunds = [.. RefundsOf(message)],
            Macros = [.. MacrosOf(message)],
        };
    }

    private static CallDemand Of(CallDemand demand, MergeTagsRequest merge) =>
        demand with { Tags = [.. demand.Tags, .. merge.SourceTagsIds ?? [], .. merge.SourceIds ?? [], .. new[] { merge.DestinationTagId, merge.TargetId }.OfType<long>()] };

    /// <summary>
    /// A message that reaches a customer: public, from the company, and not the record of one that was sent elsewhere. One of which this cannot be told counts.
    /// </summary>
    private static bool IsReply(CreateMessageRequest message, bool? fromAgent) =>
        MessageKinds.Of(message.Channel ?? "", message.Public is not false, message.FromAgent ?? fromAgent ?? true) is MessageKind.Outgoing
        && message.Imported is not true && message.SentDatetime is null;

    // What an action does is up to the action: it may write to customers or call others.
    private static bool HasActions(CreateMessageRequest message) =>
        message.Macros is { Count: > 0 } || message.Actions is { ValueKind: JsonValueKind.Array } actions && actions.GetArrayLength() > 0;

    private static IEnumerable<decimal?> RefundsOf(CreateMessageRequest message) => message.Actions is { } actions ? Refunds.Of(ActionCall.Read(actions)) : [];

    private static IEnumerable<long> MacrosOf(CreateMessageRequest message) => (message.Macros ?? []).Select(macro => macro.Id).OfType<long>();

    private static string ResourceOf(string? type) => (type is null ? null : SearchObjects.ScopeOf(type))?.Split(':')[0] ?? "customers";

    // What is no id names nothing that lies inside of anything.
    private static List<long> Ids(IQueryCollection query, string name) => [.. Values(query, name).Select(text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) ? id : 0)];

    // Every value in every spelling, whichever of them the route takes in the end.
    private static IEnumerable<string> Values(IQueryCollection query, string name) =>
        query[name].Concat(query[name + "[]"]).SelectMany(text => (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));

    private sealed class BodyReader(JsonElement body, bool isTolerant)
    {
        // What is wrong with it is for the operation to say.
        public T Read<T>() => new WireReader(isTolerant).Read<T>(body, new FieldErrors());
    }
}
