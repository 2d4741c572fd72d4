using System.Globalization;
using System.Text;
using Antiphon.Audit;
using Antiphon.Contract;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Identity.SignIn.Pages;
using Antiphon.Identity.SignIn.SecondFactor;
using Antiphon.Identity.SignIn.Sessions;

namespace Antiphon.Agents.Approvals.Pages;

/// <summary><c>/approvals</c>: the calls of agents that wait for a person, each exactly as it will be made, and the two buttons.</summary>
internal sealed class ApprovalPages(
    LiveSessions sessions, ListApprovals listApprovals, GetApproval getApproval, ApproveCall approveCall, DenyCall denyCall, Refusals refusals, TimeProvider clock)
{
    public const string Path = "/approvals";

    private const string Decision = "decision";
    private const string Approve = "approve";
    private const string Decline = "decline";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext http, ApprovalPages pages, CancellationToken cancellationToken) => pages.ListAsync(http, cancellationToken));
        app.MapGet(Path + "/{id:long}", (long id, HttpContext http, ApprovalPages pages, CancellationToken cancellationToken) => pages.ShowAsync(id, http, cancellationToken));
        app.MapPost(Path + "/{id:long}", (long id, HttpContext http, ApprovalPages pages, CancellationToken cancellationToken) => pages.DecideAsync(id, http, cancellationToken));
    }

    private static string AddressOf(long id) => string.Create(CultureInfo.InvariantCulture, $"{Path}/{id}");

    private async Task<IResult> ListAsync(HttpContext http, CancellationToken cancellationToken)
    {
        var (actor, instead) = await ActorAsync(http, Path, cancellationToken);
        if (actor is null)
        {
            return instead!;
        }

        var (waiting, decided) = await listApprovals.ForPeopleAsync(actor, cancellationToken);
        return HtmlPage.Render(
            http,
            StatusCodes.Status200OK,
            "Calls of agents",
            Table("waiting", "That wait for you", waiting, "Nothing waits.") + Table("decided", "Decided or expired lately", decided, "Nothing yet."));
    }

    private async Task<IResult> ShowAsync(long id, HttpContext http, CancellationToken cancellationToken)
    {
        var (actor, instead) = await ActorAsync(http, AddressOf(id), cancellationToken);
        return actor is null ? instead! : await PageAsync(id, http, actor, StatusCodes.Status200OK, null, cancellationToken);
    }

    private async Task<IResult> DecideAsync(long id, HttpContext http, CancellationToken cancellationToken)
    {
        if (await PostedForm.ReadAsync(http, cancellationToken) is not { } form)
        {
            return CommonPages.StaleForm(http);
        }

        var (actor, instead) = await ActorAsync(http, AddressOf(id), cancellationToken);
        if (actor is null)
        {
            return instead!;
        }

        var request = new DecideApprovalRequest(form["note"].Trim() is { Length: > 0 } note ? note : null);
        var failure = form[Decision] switch
        {
            Approve => (await approveCall.RunAsync(id, request, actor, http, cancellationToken)).Failure,
            Decline => (await denyCall.RunAsync(id, request, actor, cancellationToken)).Failure,
            _ => Failure.Conflict("Nothing was decided: use one of the two buttons."),
        };
        return failure switch
        {
            null => SeeOther.To(http, AddressOf(id)),
            Failure.InvalidInput invalid => await PageAsync(id, http, actor, StatusCodes.Status400BadRequest, string.Join(' ', invalid.Errors.Lines()), cancellationToken),
            Failure.Conflicting { Message: { } message } => await PageAsync(id, http, actor, StatusCodes.Status409Conflict, message, cancellationToken),
            _ => Missing(http),
        };
    }

    // Who decides is a lead or an admin who is signed in; anybody else sees why not.
    private async Task<(Actor? Actor, IResult? Instead)> ActorAsync(HttpContext http, string here, CancellationToken cancellationToken)
    {
        if (await sessions.HolderAsync(http, cancellationToken) is not { } holder)
        {
            return (null, SeeOther.To(http, SignInPage.Then(here)));
        }

        if (holder.IsOverdue(clock))
        {
            return (null, SecondFactorDuty.Enrol(http, holder, clock));
        }

        var actor = holder.ToActor(http);
        if (actor.Can(Right.LeadDesk))
        {
            return (actor, null);
        }

        await refusals.NoteAsync(http, actor, cancellationToken);
        return (null, HtmlPage.Render(http, StatusCodes.Status403Forbidden, "Not for your role", "<p>Leads and admins decide about the calls of agents.</p>"));
    }

    private async Task<IResult> PageAsync(long id, HttpContext http, Actor actor, int status, string? problem, CancellationToken cancellationToken)
    {
        var found = await getApproval.RunAsync(id, actor, cancellationToken);
        return found.Failure is null ? HtmlPage.Render(http, status, "A call of an agent", HtmlPage.Problem(problem) + Body(http, found.Value)) : Missing(http);
    }

    private static IResult Missing(HttpContext http) =>
        HtmlPage.Render(http, StatusCodes.Status404NotFound, "There is no such call", $"<p><a href=\"{Path}\">All calls</a></p>");

    private static string Body(HttpContext http, Approval approval)
    {
        var body = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"<p><strong>{HtmlPage.Encode(approval.AgentName)}</strong> asked for this at {Time(approval.CreatedAt)}. It waits because: {HtmlPage.Encode(approval.Reason)} (policy version {approval.PolicyVersion}).</p>\n")
            .Append(CultureInfo.InvariantCulture, $"<p>It would <strong>{HtmlPage.Encode(string.Join(" and ", approval.Classes.Select(Effect)))}</strong>, in {HtmlPage.Encode(approval.Resource)}.</p>\n")
            .Append(CultureInfo.InvariantCulture, $"<h2 id=\"call\">Exactly this call</h2>\n<pre aria-labelledby=\"call\" tabindex=\"0\" dir=\"ltr\"><code>{HtmlPage.Encode(approval.Method)} {HtmlPage.Encode(ShownCall.Visible(approval.Path))}{Text(approval.Body)}</code></pre>\n");
        if (approval.Status is AgentWords.Pending)
        {
            return body
                .Append(CultureInfo.InvariantCulture, $"<p>It is made once you approve it, as it stands here, and not after {Time(approval.ExpiresAt)}.</p>\n")
                .Append(HtmlPage.Form(
                    http,
                    AddressOf(approval.Id),
                    HtmlPage.Field("note", "Note, for the record and for the agent (may stay empty)", $"maxlength=\"{Approval.MaxNoteLength}\" autocomplete=\"off\"")
                        + $"<p class=\"side-by-side\"><button name=\"{Decision}\" value=\"{Approve}\">Approve</button>\n<button name=\"{Decision}\" value=\"{Decline}\" class=\"quiet\">Decline</button></p>\n"))
                .Append($"<p><a href=\"{Path}\">All calls</a></p>")
                .ToString();
        }

        body.Append(HtmlPage.Notice($"It is {approval.Status}{(approval.DecidedAt is { } at ? $", since {Time(at)}" : "")}."));
        if (approval.Note is { } note)
        {
            body.Append($"<p>Note: {HtmlPage.Encode(note)}</p>\n");
        }

        if (approval.AnswerStatus is { } answer)
        {
            body.Append(CultureInfo.InvariantCulture, $"<h2 id=\"answer\">It was answered</h2>\n<pre aria-labelledby=\"answer\" tabindex=\"0\" dir=\"ltr\"><code>{answer}{Text(approval.AnswerBody)}</code></pre>\n");
        }

        return body.Append($"<p><a href=\"{Path}\">All calls</a></p>").ToString();
    }

    private static string Table(string id, string caption, IReadOnlyList<Approval> approvals, string none)
    {
        var table = new StringBuilder($"<h2 id=\"{id}\">{caption}</h2>\n");
        if (approvals.Count == 0)
        {
            return table.Append($"<p>{none}</p>\n").ToString();
        }

        table.Append($"<table aria-labelledby=\"{id}\">\n<thead><tr><th scope=\"col\">Call</th><th scope=\"col\">Agent</th><th scope=\"col\">State</th></tr></thead>\n<tbody>\n");
        foreach (var approval in approvals)
        {
            var state = approval.Status is AgentWords.Pending ? $"until {Time(approval.ExpiresAt)}" : approval.Status;
            table.Append(CultureInfo.InvariantCulture, $"<tr><td><a href=\"{AddressOf(approval.Id)}\"><code>{HtmlPage.Encode(approval.Method)} {HtmlPage.Encode(ShownCall.Visible(approval.Path))}</code></a></td><td>{HtmlPage.Encode(approval.AgentName)}</td><td>{HtmlPage.Encode(state)}</td></tr>\n");
        }

        return table.Append("</tbody>\n</table>\n").ToString();
    }

    private static string Effect(string callClass) => callClass switch
    {
        "read" => "look",
        "write" => "change something",
        "outward" => "reach a customer",
        "destructive" => "delete or merge",
        _ => callClass,
    };

    private static string Text(byte[]? json) => json is { Length: > 0 } ? "\n\n" + HtmlPage.Encode(ShownCall.Json(json)) : "";

    private static string Time(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
