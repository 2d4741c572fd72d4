using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>Numbers about tickets, messages and people. See the page "Statistics and reporting".</summary>
    public StatisticsClient Statistics => field ??= new(caller);
}

/// <summary>
/// Asks the statistics. Scope <c>statistics:read</c>. Times are seconds, rates lie between 0 and 1, a measure without data is null. What the original does
/// not have (team as a dimension, periods of more than 366 days, business hours, who acted) is asked for with <c>withExtensions</c>.
/// </summary>
/// <example>
/// <code>
/// var answer = await client.Statistics.AskAsync(new(
///     "tickets-closed", StatsPeriod.Filters("2026-01-01", "2026-02-01"), "Europe/Paris", Dimensions: ["agentId"]));
/// foreach (var row in answer.Data)
/// {
///     Console.WriteLine($"{row.GetProperty("agentId")}: {row.GetProperty("ticketCount")}");
/// }
/// </code>
/// </example>
public sealed class StatisticsClient
{
    private readonly Caller caller;

    internal StatisticsClient(Caller caller) => this.caller = caller;

    /// <summary>Answers a question.</summary>
    /// <param name="query">The question.</param>
    /// <param name="cursor">The page, from <see cref="StatsMeta.NextCursor"/>; the first when null.</param>
    /// <param name="limit">1 to 10,000 rows; 30 when null.</param>
    /// <param name="withExtensions">Whether it asks for what Gorgias does not have; such a question is answered by Gorgias with 400.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A page of rows.</returns>
    /// <exception cref="AntiphonException">400 for a scope, measure, dimension, filter or period that is not known or allowed; the error names it and what is.</exception>
    public Task<StatsResource> AskAsync(
        StatsQueryRequest query, string? cursor = null, int? limit = null, bool withExtensions = false, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<StatsResource>(
            Request("reporting/stats" + new QueryText().Add("cursor", cursor).Add("limit", limit), new StatsRequest(query), withExtensions), options, cancellationToken);

    /// <summary>Says what the answer to a question means, and by which statement it is made. Antiphon only.</summary>
    /// <param name="query">The question.</param>
    /// <param name="withExtensions">Whether it asks for what Gorgias does not have.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The definitions, the statement and its parameters.</returns>
    /// <exception cref="AntiphonException">400 as for <see cref="AskAsync"/>.</exception>
    public Task<StatsExplanationResource> ExplainAsync(StatsQueryRequest query, bool withExtensions = false, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<StatsExplanationResource>(Request("reporting/stats/explain", new StatsRequest(query), withExtensions), options, cancellationToken);

    /// <summary>Lists a page of the tickets behind a cell of an answer, by id. Antiphon only.</summary>
    /// <param name="request">The question and the cell.</param>
    /// <param name="cursor">The page, from <see cref="ListMeta.NextCursor"/>; the first when null.</param>
    /// <param name="limit">1 to 100 tickets; 30 when null.</param>
    /// <param name="withExtensions">Whether it asks for what Gorgias does not have.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">400 as for <see cref="AskAsync"/>, and for a cell that no answer to the question has.</exception>
    public Task<ListResource<StatsTicketResource>> TicketsAsync(
        StatsTicketsRequest request, string? cursor = null, int? limit = null, bool withExtensions = false, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<ListResource<StatsTicketResource>>(
            Request("reporting/stats/tickets" + new QueryText().Add("cursor", cursor).Add("limit", limit), request, withExtensions), options, cancellationToken);

    /// <summary>Lists what can be asked. Antiphon only.</summary>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Every scope with its measures, dimensions and filters.</returns>
    public Task<StatsScopesResource> ListScopesAsync(RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<StatsScopesResource>("reporting/scopes", options, cancellationToken);

    /// <summary>Lists the metric cards: what the numbers of the product mean.</summary>
    /// <param name="search">Words that a card holds; all cards when null.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The cards.</returns>
    public Task<MetricCardsResource> ListCardsAsync(string? search = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<MetricCardsResource>("metric-cards" + new QueryText().Add("search", search), options, cancellationToken);

    /// <summary>Reads a metric card.</summary>
    /// <param name="slug">The card, such as <c>first-response-time</c>.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The card.</returns>
    /// <exception cref="AntiphonException">404 when there is none.</exception>
    public Task<MetricCardResource> GetCardAsync(string slug, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.GetAsync<MetricCardResource>($"metric-cards/{Uri.EscapeDataString(slug)}", options, cancellationToken);

    /// <summary>Says what is wrong with a metric card.</summary>
    /// <param name="slug">The card.</param>
    /// <param name="feedback">What is wrong.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>What was kept.</returns>
    /// <exception cref="AntiphonException">404 when there is no such card, 400 when a field is missing or too long.</exception>
    public Task<MetricFeedbackResource> GiveFeedbackAsync(string slug, MetricFeedbackRequest feedback, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<MetricFeedbackRequest, MetricFeedbackResource>(HttpMethod.Post, $"metric-cards/{Uri.EscapeDataString(slug)}/feedback", feedback, options, cancellationToken);

    /// <summary>Asks for an older statistic.</summary>
    /// <param name="name">Such as <c>overview</c> or <c>total-tickets-created</c>.</param>
    /// <param name="filters">The period and what it is limited to.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The numbers, and those of the period before.</returns>
    /// <exception cref="AntiphonException">400 for a name that does not exist and for a period that is missing or longer than 366 days.</exception>
    public Task<LegacyStatsResource> GetLegacyAsync(string name, LegacyStatsFiltersRequest filters, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.SendAsync<LegacyStatsResource>(Request($"stats/{Uri.EscapeDataString(name)}", new LegacyStatsRequest(filters), withExtensions: false), options, cancellationToken);

    /// <summary>Opens an older statistic as CSV.</summary>
    /// <param name="name">Such as <c>overview</c>.</param>
    /// <param name="filters">The period and what it is limited to.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call, but not the reading of the content.</param>
    /// <returns>The open download, to be disposed.</returns>
    /// <exception cref="AntiphonException">400 as for <see cref="GetLegacyAsync"/>.</exception>
    public async Task<Download> DownloadLegacyAsync(string name, LegacyStatsFiltersRequest filters, RequestOptions? options = null, CancellationToken cancellationToken = default)
    {
        var request = Request($"stats/{Uri.EscapeDataString(name)}/download", new LegacyStatsRequest(filters), withExtensions: false) with { IsDownload = true };
        return await Download.OpenAsync(await caller.SendAsync(request, options, cancellationToken), cancellationToken);
    }

    private static ApiRequest Request<TBody>(string path, TBody body, bool withExtensions) =>
        Caller.WithBody(new(HttpMethod.Post, path) { OnlyReads = true, AsksForExtensions = withExtensions }, body);
}

/// <summary>The filters of a period, which every question needs.</summary>
public static class StatsPeriod
{
    /// <summary>The two filters of a period.</summary>
    /// <param name="start">A date (<c>2026-01-01</c>) or a date and time, local to the question's time zone unless it says otherwise; included.</param>
    /// <param name="end">The same; a date is excluded, a date and time included.</param>
    /// <returns>The filters, to which others may be added.</returns>
    public static IReadOnlyList<StatsFilterRequest> Filters(string start, string end) =>
        [Filter("periodStart", "afterDate", start), Filter("periodEnd", "beforeDate", end)];

    /// <summary>A filter that compares with texts or ids.</summary>
    /// <param name="member">What is compared, such as <c>channel</c>.</param>
    /// <param name="comparison">The operator, such as <c>one-of</c>.</param>
    /// <param name="values">With what.</param>
    /// <returns>The filter.</returns>
    public static StatsFilterRequest Filter(string member, string comparison, params IReadOnlyList<string> values)
    {
        var text = new System.Text.Json.Nodes.JsonArray([.. values.Select(value => System.Text.Json.Nodes.JsonValue.Create(value))]).ToJsonString();
        using var document = System.Text.Json.JsonDocument.Parse(text);
        return new(member, comparison, document.RootElement.Clone());
    }
}
