using Antiphon.Http;
using Antiphon.Integrations.Delivery.Bodies;
using Antiphon.Outgoing;
using Antiphon.Secrets;

namespace Antiphon.Actions.Calls;

/// <summary>
/// A call to another service. Its variables are filled at this moment; it is written down with what else the actions do, and made when that is committed: nobody
/// waits for the other side inside a transaction. Of a message, and of a reply in the same list, it decides whether they leave.
/// </summary>
internal sealed class HttpAction(ActionCallQueue queue, CallLimits limits, SecretKeys keys, OutgoingRules door) : ITicketAction
{
    public const string Name = "http";

    public ActionPhase Phase => ActionPhase.External;

    public async Task<ActionOutcome> RunAsync(ActionArguments arguments, ActionRun run, CancellationToken cancellationToken)
    {
        var errors = new FieldErrors();
        var (call, bodyField) = HttpArguments.Read(arguments, errors, keys.CanSeal, door);
        if (errors.Any)
        {
            return ActionOutcome.Failed("invalid-arguments", string.Join(' ', errors.Lines()));
        }

        if (run.Setting.IsRule && await limits.IsReachedAsync(run.TicketId, run.Actor, cancellationToken))
        {
            return ActionOutcome.Failed("too-many-calls", $"Rules have made {CallLimits.MostPerTicket} calls about this ticket within the hour.");
        }

        arguments.NoteMissing();
        var request = new CallTemplate(call).Render([], () => run.Facts);
        if (request.Url is not { } url)
        {
            return ActionOutcome.Wrong(request.Field is "form" ? bodyField : request.Field!, request.Error!);
        }

        var headers = call.Headers.ToDictionary(header => header.Key, header => request.Headers.GetValueOrDefault(header.Key, header.Value));
        var body = request.Body is { Length: > 0 } some ? some : null;
        var id = await queue.AddAsync(run, new CallRequest(call.Method, url, body, call.RequestContentType, headers), cancellationToken);
        run.Calls.Add(new QueuedCall(id, new ActionCall(Name, arguments.Source)));
        return ActionOutcome.Queued(id);
    }
}
