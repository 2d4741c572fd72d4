using Antiphon.Client.Transport;
using Antiphon.Contract;

namespace Antiphon.Client;

public sealed partial class AntiphonClient
{
    /// <summary>The audit log. An extension of Antiphon; see docs/audit.md.</summary>
    public AuditClient Audit => field ??= new(caller);
}

/// <summary>Who changed what that decides about access or about how the desk works. Read-only, for admins. Scope <c>account:read</c>.</summary>
public sealed class AuditClient
{
    private readonly Caller caller;

    internal AuditClient(Caller caller) => this.caller = caller;

    /// <summary>Walks the log, page by page.</summary>
    /// <param name="query">Filter and order; all rows, newest first, when null.</param>
    /// <param name="options">What is special about these calls.</param>
    /// <param name="cancellationToken">Ends the walk.</param>
    /// <returns>The rows, fetched while they are enumerated.</returns>
    public Listing<AuditEntryResource> ListAsync(AuditQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.List<AuditEntryResource>("audit", query, options, cancellationToken);

    /// <summary>Reads one page of the log.</summary>
    /// <param name="query">Filter, order and cursor.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The page.</returns>
    /// <exception cref="AntiphonException">403 for everyone but admins.</exception>
    public Task<Page<AuditEntryResource>> ListPageAsync(AuditQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default) =>
        caller.PageAsync<AuditEntryResource>("audit", query, options, cancellationToken);

    /// <summary>Opens the whole log, oldest first, as lines of JSON or as CSV.</summary>
    /// <param name="format">How the lines are written.</param>
    /// <param name="query">Filter; order and limit do not count.</param>
    /// <param name="options">What is special about this call.</param>
    /// <param name="cancellationToken">Ends the call, but not the reading of the content.</param>
    /// <returns>The open download, to be disposed.</returns>
    /// <exception cref="AntiphonException">403 for everyone but admins.</exception>
    public async Task<Download> ExportAsync(
        AuditFormat format = AuditFormat.JsonLines, AuditQuery? query = null, RequestOptions? options = null, CancellationToken cancellationToken = default)
    {
        var text = new QueryText().Add("format", format is AuditFormat.Csv ? "csv" : "ndjson");
        query?.WriteFilters(text);
        return await Download.OpenAsync(await caller.SendAsync(new ApiRequest(HttpMethod.Get, "audit/export" + text) { IsDownload = true }, options, cancellationToken), cancellationToken);
    }
}

/// <summary>How an export is written.</summary>
public enum AuditFormat
{
    /// <summary>One <see cref="AuditEntryResource"/> a line.</summary>
    JsonLines,

    /// <summary>RFC 4180, with a first line of names.</summary>
    Csv,
}

/// <summary>Which rows, in which order. <see cref="ListQuery.OrderBy"/> is <c>id:desc</c> (the default) or <c>id:asc</c>.</summary>
public sealed record AuditQuery : ListQuery
{
    /// <summary>Any of these actions, such as <c>user-updated</c>.</summary>
    public IReadOnlyList<string>? Actions { get; init; }

    /// <summary>Any of these kinds of actors, such as <c>api-key</c>.</summary>
    public IReadOnlyList<string>? Actors { get; init; }

    /// <summary>What was done something to, such as <c>Integration</c>.</summary>
    public string? ObjectType { get; init; }

    /// <summary>Which one of that type.</summary>
    public long? ObjectId { get; init; }

    /// <summary>What any of these people did.</summary>
    public IReadOnlyList<long>? UserIds { get; init; }

    /// <summary>At this time or later (<c>created_datetime[gte]</c>).</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Later than this time (<c>created_datetime[gt]</c>).</summary>
    public DateTimeOffset? After { get; init; }

    /// <summary>At this time or earlier (<c>created_datetime[lte]</c>).</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Earlier than this time (<c>created_datetime[lt]</c>).</summary>
    public DateTimeOffset? Before { get; init; }

    internal override void WriteFilters(QueryText query) => query
        .AddAll("actions", Actions)
        .AddAll("actors", Actors)
        .Add("object_type", ObjectType)
        .Add("object_id", ObjectId)
        .AddAll("user_ids", UserIds)
        .Add("created_datetime[gte]", From)
        .Add("created_datetime[gt]", After)
        .Add("created_datetime[lte]", Until)
        .Add("created_datetime[lt]", Before);
}
