using System.Text.Json;
using System.Text.Json.Serialization;

namespace Antiphon.Contract;

/// <summary>A bulk operation in the background. See the page "Jobs".</summary>
public sealed record JobResource
{
    /// <summary>Positive, unique in the account.</summary>
    public required long Id { get; init; }

    /// <summary>One of <see cref="JobType.All"/>.</summary>
    public required string Type { get; init; }

    /// <summary>One of <see cref="JobStatus.All"/>.</summary>
    public required string Status { get; init; }

    /// <summary>What it works on and how, as it was sent.</summary>
    [Shape(typeof(JobParams))]
    public required JsonElement Params { get; init; }

    /// <summary>How far it is.</summary>
    public required JobInfo Info { get; init; }

    /// <summary>The caller's own data.</summary>
    public JsonElement? Meta { get; init; }

    /// <summary>When it should start; null: at once.</summary>
    public DateTimeOffset? ScheduledDatetime { get; init; }

    /// <summary>When it started.</summary>
    public DateTimeOffset? StartedDatetime { get; init; }

    /// <summary>When it ended, in whatever way.</summary>
    public DateTimeOffset? EndedDatetime { get; init; }

    /// <summary>When it ended with failures, or was given up.</summary>
    public DateTimeOffset? FailedDatetime { get; init; }

    /// <summary>When a worker took it last.</summary>
    public DateTimeOffset? LockedDatetime { get; init; }

    /// <summary>When somebody asked for its end.</summary>
    public DateTimeOffset? CancelRequestedDatetime { get; init; }

    /// <summary>When it stopped because somebody asked for it.</summary>
    public DateTimeOffset? CancelledDatetime { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedDatetime { get; init; }

    /// <summary>Who made it, and in whose name it works.</summary>
    public long? UserId { get; init; }

    /// <summary><c>/api/jobs/{id}/</c>.</summary>
    public required string Uri { get; init; }
}

/// <summary>How far a job is. What is counted has happened, whatever becomes of the job.</summary>
/// <param name="ProgressCount">The items that are done.</param>
/// <param name="TotalCount">The items that were selected when it started; null before.</param>
/// <param name="FailedCount">The items that could not be done.</param>
/// <param name="DownloadUrl">The result of an export, to be downloaded with credentials; null while there is none, and when it is no longer kept.</param>
/// <param name="Failures">The first twenty items that failed.</param>
/// <param name="Error">Why the job was given up.</param>
public sealed record JobInfo(long ProgressCount, long? TotalCount, long FailedCount, string? DownloadUrl, IReadOnlyList<JobFailure> Failures, string? Error);

/// <summary>An item that could not be done.</summary>
/// <param name="Id">The ticket; of an import, the number of the row.</param>
/// <param name="Error">Why.</param>
public sealed record JobFailure(long Id, string Error);

/// <summary>What a job works on, and how. <c>ticket_ids</c> wins over <c>view_id</c>, and that over <c>view</c>.</summary>
/// <param name="TicketIds">These tickets, at most 100,000.</param>
/// <param name="ViewId">The tickets of a saved view.</param>
/// <param name="View">The tickets of a view that is not saved, by its <c>filters</c>.</param>
/// <param name="StartDatetime"><c>exportTicket</c>: tickets that were created then or later.</param>
/// <param name="EndDatetime"><c>exportTicket</c>: tickets that were created before.</param>
/// <param name="MacroId"><c>applyMacro</c>: required.</param>
/// <param name="ApplyAndClose"><c>applyMacro</c>: whether each ticket is closed afterwards; default false.</param>
/// <param name="Updates"><c>updateTicket</c>: required, with the members and rules of <c>PUT /api/tickets/{id}</c>.</param>
/// <param name="Url"><c>importMacro</c>: the file to import, as an export writes it: CSV with the columns <c>name</c> and <c>actions</c>.</param>
/// <param name="Context">Of a type that is not supported.</param>
public sealed record JobParams(
    [property: WireIds] IReadOnlyList<long>? TicketIds = null,
    long? ViewId = null,
    UpdateViewRequest? View = null,
    DateTimeOffset? StartDatetime = null,
    DateTimeOffset? EndDatetime = null,
    long? MacroId = null,
    bool? ApplyAndClose = null,
    [property: Shape(typeof(UpdateTicketRequest))] JsonElement? Updates = null,
    string? Url = null,
    JsonElement? Context = null);

/// <summary>Body of <c>POST /api/jobs</c>.</summary>
/// <param name="Type">Required, one of <see cref="JobType.All"/>.</param>
/// <param name="Params">Required.</param>
/// <param name="ScheduledDatetime">When it should start, at most 60 minutes from now; null or absent: at once.</param>
/// <param name="Meta">The caller's own data; an object.</param>
public sealed record CreateJobRequest(
    string? Type, [property: Shape(typeof(JobParams))] JsonElement? Params, DateTimeOffset? ScheduledDatetime = null, JsonElement? Meta = null);

/// <summary>Body of <c>PUT /api/jobs/{id}</c>: only what is present changes.</summary>
/// <param name="Status"><c>canceled</c> of a job that waits, <c>cancel_requested</c> of one that runs; otherwise what it is.</param>
/// <param name="Params">Before the job runs.</param>
/// <param name="ScheduledDatetime">Before the job runs; at most 60 minutes from now.</param>
/// <param name="Meta">The caller's own data; an object or null.</param>
[WireIgnores("id", "type", "info", "started_datetime", "ended_datetime", "failed_datetime", "locked_datetime", "cancel_requested_datetime", "cancelled_datetime", "created_datetime", "user_id", "uri")]
public sealed record UpdateJobRequest(
    Optional<string?> Status = default,
    [property: Shape(typeof(JobParams))] Optional<JsonElement?> Params = default,
    Optional<DateTimeOffset?> ScheduledDatetime = default,
    Optional<JsonElement?> Meta = default);

/// <summary>What jobs do.</summary>
public static class JobType
{
    /// <summary>Applies a macro to each ticket.</summary>
    public const string ApplyMacro = "applyMacro";

    /// <summary>Deletes each ticket for good.</summary>
    public const string DeleteTicket = "deleteTicket";

    /// <summary>Writes the tickets into a CSV file.</summary>
    public const string ExportTicket = "exportTicket";

    /// <summary>Makes macros of a CSV file.</summary>
    public const string ImportMacro = "importMacro";

    /// <summary>Writes all macros into a CSV file.</summary>
    public const string ExportMacro = "exportMacro";

    /// <summary>Changes each ticket.</summary>
    public const string UpdateTicket = "updateTicket";

    /// <summary>Known, and not supported.</summary>
    public const string ExportTicketDrilldown = "exportTicketDrilldown";

    /// <summary>Known, and not supported.</summary>
    public const string ExportConvertCampaignSalesDrilldown = "exportConvertCampaignSalesDrilldown";

    /// <summary>Every type of the wire.</summary>
    public static IReadOnlyList<string> All { get; } =
        [ApplyMacro, DeleteTicket, ExportTicket, ImportMacro, ExportMacro, UpdateTicket, ExportTicketDrilldown, ExportConvertCampaignSalesDrilldown];
}

/// <summary>Where jobs are in their lives.</summary>
public static class JobStatus
{
    /// <summary>Waits for its turn.</summary>
    public const string Pending = "pending";

    /// <summary>Waits for its time.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>Works.</summary>
    public const string Running = "running";

    /// <summary>Ended with everything done.</summary>
    public const string Done = "done";

    /// <summary>Will stop before its next piece.</summary>
    public const string CancelRequested = "cancel_requested";

    /// <summary>Stopped because somebody asked for it; what was done stays done.</summary>
    public const string Canceled = "canceled";

    /// <summary>Ended, and some items failed.</summary>
    public const string Errored = "errored";

    /// <summary>Was given up.</summary>
    public const string FatalErrored = "fatal_errored";

    /// <summary>Every status of the wire.</summary>
    public static IReadOnlyList<string> All { get; } = [Pending, Scheduled, Running, Done, CancelRequested, Canceled, Errored, FatalErrored];
}

/// <summary>Source-generated metadata of the jobs.</summary>
[JsonSerializable(typeof(JobResource))]
[JsonSerializable(typeof(ListResource<JobResource>))]
[JsonSerializable(typeof(JobParams))]
[JsonSerializable(typeof(IReadOnlyList<JobFailure>))]
[JsonSerializable(typeof(CreateJobRequest))]
[JsonSerializable(typeof(UpdateJobRequest))]
public sealed partial class JobsJson : JsonSerializerContext;
