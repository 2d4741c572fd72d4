using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Events;
using Antiphon.Identity;
using Antiphon.OAuth.Apps;

namespace Antiphon.Widgets;

/// <summary>Deletes widgets: one, or those that have nothing to show any more, inside the transaction that takes it from them.</summary>
internal sealed class RemoveWidgets(DeskDb db, TimeProvider clock) : IAppRemains
{
    /// <summary>Whether it was there.</summary>
    public async Task<bool> OneAsync(long id, Actor actor, CancellationToken cancellationToken) => await RunAsync(Sql.Of($"id = {id}"), actor, cancellationToken) > 0;

    /// <summary>Those of an integration that is deleted.</summary>
    public Task OfIntegrationAsync(long integrationId, Actor actor, CancellationToken cancellationToken) => RunAsync(Sql.Of($"integration_id = {integrationId}"), actor, cancellationToken);

    /// <summary>Those that a disconnected app made, and those that show its data.</summary>
    public Task StopAsync(string clientId, Actor actor, CancellationToken cancellationToken) =>
        RunAsync(Sql.Of($"(application_id = {clientId} or app_id = {clientId})"), actor, cancellationToken);

    private Task<long> RunAsync(Sql which, Actor actor, CancellationToken cancellationToken) => db.SingleAsync(
        $"""
        with gone as (delete from widgets where account_id = {actor.AccountId} and {which} returning id),
        logged as ({EventLog.Of(actor, EventType.WidgetDeleted, EventObject.Widget, clock.Now(), Sql.Of($"select id, null::jsonb from gone"))})
        select count(*) from gone
        """,
        row => row.GetInt64(0),
        cancellationToken);
}
