using Antiphon.Actions;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Jobs.Running;
using Antiphon.Macros.Applying;
using Antiphon.Tickets;
using Antiphon.Tickets.Changes;

namespace Antiphon.Jobs.Kinds;

/// <summary>Changes each ticket as <c>PUT /api/tickets/{id}</c> does.</summary>
internal sealed class UpdateTicketJob(SelectTickets selectTickets, UpdateTicket updateTicket) : IItemJob
{
    public string Type => JobType.UpdateTicket;

    public Task<Result<long>> PrepareAsync(ClaimedJob job, Actor actor, CancellationToken cancellationToken) => selectTickets.RunAsync(job, BatchSize.Written, actor, cancellationToken);

    public Task<Result<Done>> RunAsync(ClaimedJob job, JobItem item, Actor actor, CancellationToken cancellationToken)
    {
        // Anew for each: an operation adds what it finds wrong to the errors of its input.
        var errors = new FieldErrors();
        var updates = new WireReader(tolerant: true).Read<UpdateTicketRequest>(job.Params.Updates!.Value, errors);
        return updateTicket.ChangeAsync(item.Id, new Input<UpdateTicketRequest>(updates, errors), actor, cancellationToken);
    }
}

/// <summary>Applies a macro to each ticket, and sends what it replies; closes the ticket afterwards when that is wanted.</summary>
internal sealed class ApplyMacroJob(SelectTickets selectTickets, ApplyMacro applyMacro, UpdateTicket updateTicket) : IItemJob
{
    public string Type => JobType.ApplyMacro;

    public Task<Result<long>> PrepareAsync(ClaimedJob job, Actor actor, CancellationToken cancellationToken) => selectTickets.RunAsync(job, BatchSize.Written, actor, cancellationToken);

    public async Task<Result<Done>> RunAsync(ClaimedJob job, JobItem item, Actor actor, CancellationToken cancellationToken)
    {
        var applied = await applyMacro.RunAsync(item.Id, job.Params.MacroId!.Value, new ActionSetting(actor, "api"), cancellationToken);
        if (applied.Failure is { } failure)
        {
            return failure;
        }

        return job.Params.ApplyAndClose is true
            ? await updateTicket.ChangeAsync(item.Id, new UpdateTicketRequest { Status = "closed" }, actor, cancellationToken)
            : default(Done);
    }
}

/// <summary>Deletes each ticket for good.</summary>
internal sealed class DeleteTicketJob(SelectTickets selectTickets, DeleteTicket deleteTicket) : IItemJob
{
    public string Type => JobType.DeleteTicket;

    public Task<Result<long>> PrepareAsync(ClaimedJob job, Actor actor, CancellationToken cancellationToken) => selectTickets.RunAsync(job, BatchSize.Written, actor, cancellationToken);

    public Task<Result<Done>> RunAsync(ClaimedJob job, JobItem item, Actor actor, CancellationToken cancellationToken) => deleteTicket.RunAsync(item.Id, actor, cancellationToken);
}
