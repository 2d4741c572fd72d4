using Antiphon.Scheduling;

namespace Antiphon.Slas.Clocks;

/// <summary>Tells that the time of a ticket's clock is nearly over, or over.</summary>
internal sealed class DueSla(FollowTicket followTicket) : IDueHandler
{
    public const string Work = "sla";

    public string Kind => Work;

    public Task RunAsync(DueWork work, CancellationToken cancellationToken) => followTicket.RunAsync(work.AccountId, work.SubjectId, context: null, cancellationToken);
}
