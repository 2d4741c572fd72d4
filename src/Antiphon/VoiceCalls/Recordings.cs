using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Files.Copying;
using Antiphon.Http;
using Antiphon.Http.Paging;
using Antiphon.Http.Query;
using Antiphon.Identity;
using Antiphon.Messages.Attaching;

namespace Antiphon.VoiceCalls;

internal sealed class ListVoiceCallRecordings(DeskDb db)
{
    private static readonly OrderSet<VoiceCallRecording> Orders = new(
        "r.id",
        recording => recording.Id,
        [.. OrderSet<VoiceCallRecording>.Both("created_datetime", descendingFirst: true, SortKey<VoiceCallRecording>.Time("r.created_at", recording => recording.CreatedAt))]);

    private static readonly QuerySpec Query = QuerySpec.None.PagedInOneOrder().Integer("call_id", description: "The audio of this call.");

    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/phone/voice-call-recordings", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Takes(Query).Produces<ListResource<VoiceCallRecordingResource>>();

    private static async Task<IResult> HandleAsync(QueryValues query, Actor actor, ListVoiceCallRecordings list, Origin origin, HttpContext http, CancellationToken cancellationToken) =>
        (await list.RunAsync(query, actor, cancellationToken)).ToOk("Failed to list voice call recordings", page => page.ToResource(http, recording => recording.ToResource(origin)));

    public async Task<Result<Page<VoiceCallRecording>>> RunAsync(QueryValues query, Actor actor, CancellationToken cancellationToken)
    {
        var page = PageRequest<VoiceCallRecording>.Read(query, Orders);
        var select = VoiceCallRecording.Select(actor.AccountId) + (query.Integer("call_id") is { } call ? Sql.Of($" and r.call_id = {call}") : Sql.Empty);
        return page.Failure is { } failure ? failure : await page.Value.ReadAsync(db, select, VoiceCallRecording.Read, cancellationToken);
    }
}

internal sealed class GetVoiceCallRecording(DeskDb db)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) =>
        api.MapGet("/phone/voice-call-recordings/{id:long}", HandleAsync).RequireScope(Scope.TicketsRead, Right.Read).Produces<VoiceCallRecordingResource>();

    private static async Task<IResult> HandleAsync(long id, Actor actor, GetVoiceCallRecording get, Origin origin, CancellationToken cancellationToken) =>
        (await get.RunAsync(id, actor, cancellationToken)).ToOk("Failed to get voice call recording", recording => recording.ToResource(origin));

    public async Task<Result<VoiceCallRecording>> RunAsync(long id, Actor actor, CancellationToken cancellationToken) =>
        await db.FirstOrDefaultAsync(VoiceCallRecording.Select(actor.AccountId) + Sql.Of($" and r.id = {id}"), VoiceCallRecording.Read, cancellationToken) is { } found ? found : Failure.NotFound();
}

/// <summary>Deletes the audio for good: our copy, and the attachment of the message that tells the call. The recording stays, without an address.</summary>
internal sealed class DeleteVoiceCallRecording(DeskDb db, TimeProvider clock, CopyFiles copyFiles, DropAttachment dropAttachment)
{
    public static RouteHandlerBuilder Map(IEndpointRouteBuilder api) => api.MapDelete("/phone/voice-call-recordings/{id:long}", HandleAsync).RequireScope(Scope.TicketsWrite, Right.HandleTickets)
        .Writes(EventType.TicketMessageUpdated).Produces(StatusCodes.Status204NoContent);

    private static async Task<IResult> HandleAsync(long id, Actor actor, DeleteVoiceCallRecording delete, CancellationToken cancellationToken) =>
        (await delete.RunAsync(id, actor, cancellationToken)).ToNoContent("Failed to delete voice call recording");

    public async Task<Result<Done>> RunAsync(long id, Actor actor, CancellationToken cancellationToken)
    {
        await using var transaction = await db.BeginAsync(cancellationToken);
        var recording = await db.FirstOrDefaultAsync(
            VoiceCallRecording.Select(actor.AccountId) + Sql.Of($" and r.id = {id} for no key update of r"), VoiceCallRecording.Read, cancellationToken);
        if (recording is null)
        {
            return Failure.NotFound();
        }

        if (recording.DeletedAt is null)
        {
            await db.ExecuteAsync(
                $"""
                update voice_call_recordings set deleted_at = {clock.Now()}, deleted_by = {actor.UserId}, file_id = null where account_id = {actor.AccountId} and id = {id}
                """,
                cancellationToken);
            if (recording.MessageId is { } message)
            {
                await copyFiles.ForgetAsync(actor.AccountId, message, recording.SourceUrl, cancellationToken);
                await dropAttachment.RunAsync(message, [recording.SourceUrl, recording.File?.ResourceName], actor, cancellationToken);
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return default(Done);
    }
}

/// <summary>Notes that a recording was copied.</summary>
internal sealed class RecordingArrives(DeskDb db) : IFileArrival
{
    public Task ArrivedAsync(FileCopy copy, Files.StoredFile file, CancellationToken cancellationToken) => db.ExecuteAsync(
        $"""
        update voice_call_recordings set file_id = {file.Id}
        where account_id = {copy.AccountId} and message_id = {copy.MessageId} and source_url = {copy.Url} and deleted_at is null
        """,
        cancellationToken);

    public Task FailedAsync(FileCopy copy, string reason, CancellationToken cancellationToken) => Task.CompletedTask;
}
