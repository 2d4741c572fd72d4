using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Http.Body;
using Antiphon.Identity;
using Antiphon.Macros;
using Antiphon.Tickets;
using Antiphon.Tickets.Changes;
using Antiphon.Views;

namespace Antiphon.Jobs;

/// <summary>The rules of what a job is to do: everything that can be known before it starts is refused before it starts.</summary>
internal sealed class CheckJob(DeskDb db, TimeProvider clock, GetView getView, GetMacro getMacro)
{
    public const int MostTickets = 100_000;

    private const string Drilldown = "Drill-down exports need a query that this server supports, and it supports none.";
    private static readonly TimeSpan FarthestStart = TimeSpan.FromMinutes(60);

    /// <summary>How far a role must reach for a type, beyond what the route asks.</summary>
    public static Right RightOf(string? type) => type is JobType.DeleteTicket or JobType.ImportMacro ? Right.LeadDesk : Right.HandleTickets;

    /// <summary>The parameters as the types read them; anything that cannot be read is noted under <c>params</c>.</summary>
    public static JobParams Read(JsonElement given, bool isTolerant, FieldErrors errors) => new WireReader(isTolerant).Read<JobParams>(given, errors);

    /// <summary>The view that a job selects by; what is wrong with it is noted.</summary>
    public static View Unsaved(UpdateViewRequest wanted, FieldErrors errors)
    {
        ViewDraft.CheckNulls(errors, wanted);
        var view = ViewDraft.Apply(ViewDraft.Unsaved, wanted);
        ViewFilter.Read(view.Filters, view.Type, errors);
        errors.AddIf(view.Type != View.Tickets, "type", "Jobs work on tickets.").AddIf(!wanted.Filters.HasValue, "filters", FieldErrors.Missing);
        return view;
    }

    public void Schedule(DateTimeOffset? at, FieldErrors errors) =>
        errors.AddIf(at > clock.GetUtcNow() + FarthestStart, "scheduled_datetime", "Must be at most 60 minutes in the future.");

    public async Task ParamsAsync(string? type, JsonElement? given, bool isTolerant, FieldErrors all, Actor actor, CancellationToken cancellationToken)
    {
        if (given is not { } json || type is null)
        {
            return;
        }

        var errors = all.Under("params");
        var wanted = Read(json, isTolerant, errors);
        errors.AddIf(type is JobType.ExportTicketDrilldown or JobType.ExportConvertCampaignSalesDrilldown, "_schema", Drilldown);
        if (type is JobType.ApplyMacro or JobType.DeleteTicket or JobType.ExportTicket or JobType.UpdateTicket)
        {
            await SelectionAsync(wanted, errors, actor, cancellationToken);
        }

        switch (type)
        {
            case JobType.ApplyMacro:
                errors.Required("macro_id", wanted.MacroId)
                    .AddIf(wanted.MacroId is { } id && (await getMacro.RunAsync(id, actor, cancellationToken)).Failure is not null, "macro_id", $"Macro {wanted.MacroId} does not exist.");
                break;
            case JobType.UpdateTicket:
                await UpdatesAsync(wanted.Updates, isTolerant, errors, actor, cancellationToken);
                break;
            case JobType.ImportMacro:
                errors.RequiredText("url", wanted.Url)
                    .AddIf(wanted.Url is { } url && !(Uri.TryCreate(url, UriKind.Absolute, out var link) && link.Scheme is "http" or "https"), "url", "Not a valid URL.");
                break;
        }
    }

    private async Task SelectionAsync(JobParams wanted, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        if (wanted.TicketIds is { } ids)
        {
            errors.NotEmpty("ticket_ids", ids.Count).MaxCount("ticket_ids", ids.Count, MostTickets);
        }
        else if (wanted.ViewId is { } id)
        {
            var view = await getView.RunAsync(id, actor, cancellationToken);
            errors.AddIf(view.Failure is not null || view.Value.Type != View.Tickets, "view_id", $"View {id} does not exist or is not one of tickets.");
        }
        else if (wanted.View is { } view)
        {
            Unsaved(view, errors.Under("view"));
        }
        else
        {
            errors.AddIf(!errors.Has("ticket_ids") && !errors.Has("view_id") && !errors.Has("view"), "ticket_ids", "Select tickets by ticket_ids, view_id or view.");
        }

        errors.AddIf(wanted.StartDatetime >= wanted.EndDatetime, "end_datetime", "Must be after start_datetime.");
    }

    private async Task UpdatesAsync(JsonElement? given, bool isTolerant, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        errors.Required("updates", given);
        if (given is not { } json)
        {
            return;
        }

        var own = errors.Under("updates");
        var before = errors.Count;
        var updates = new WireReader(isTolerant).Read<UpdateTicketRequest>(json, own);
        UpdateTicket.Check(updates, own);
        if (errors.Count == before)
        {
            errors.AddIf(json.EnumerateObject().MoveNext() is false, "updates", "Name at least one field.");
            await TicketFields.CheckAssigneesAsync(
                db, own, TicketFields.Assignee(updates.AssigneeUser.Value), TicketFields.Assignee(updates.AssigneeTeam.Value), actor.AccountId, cancellationToken);
        }
    }
}
