using Antiphon.Contract;
using Antiphon.Identity;
using Antiphon.Language.Templates;
using Antiphon.Sandbox.Clock;

namespace Antiphon.Actions;

/// <summary>What becomes of the texts that customers are to read.</summary>
internal enum Replies
{
    /// <summary>They are rendered and handed back, for an editor that an agent sends from.</summary>
    Drafted,

    /// <summary>They are sent.</summary>
    Sent,

    /// <summary>The message that names the macro has a text of its own.</summary>
    Ignored,
}

/// <summary>Who lets actions run, and how.</summary>
/// <param name="Actor">Whom events name; for a rule, <see cref="Actor.Rule"/>.</param>
/// <param name="Via">The <c>via</c> of messages: <c>api</c>, <c>helpdesk</c> or <c>rule</c>.</param>
internal sealed record ActionSetting(Actor Actor, string Via)
{
    /// <summary>The rule that acts, or that applied the macro.</summary>
    public long? RuleId { get; init; }

    public Replies Replies { get; init; } = Replies.Sent;

    /// <summary>Whether actions that call others run. The macros that a message merely names change its ticket and no more.</summary>
    public bool CallsOthers { get; init; } = true;

    /// <summary>The message that brought the actions, and that leaves when its calls are done.</summary>
    public long? HeldMessageId { get; init; }

    /// <summary>What becomes of that message when a call fails: <c>force</c>, <c>retry</c>, <c>cancel</c>, or it stays here.</summary>
    public string? HeldPolicy { get; init; }

    /// <summary>Whether a rule may change orders and refund money (row I09). People always may.</summary>
    public bool TrustsCommerce { get; init; }

    /// <summary>The message that <c>message</c> is in templates; the ticket's latest when null.</summary>
    public long? MessageId { get; init; }

    /// <summary>How many macros lie around these actions.</summary>
    public int Depth { get; init; }

    public bool IsRule => RuleId is not null;
}

/// <summary>One run of a list of actions on a ticket.</summary>
internal sealed class ActionRun(long ticketId, ActionSetting setting, IFacts facts)
{
    /// <summary>By which the calls of one list are known to belong together.</summary>
    public Guid Id { get; } = AccountMoment.NewUid();

    public long TicketId => ticketId;

    public ActionSetting Setting => setting;

    public Actor Actor => setting.Actor;

    /// <summary>The ticket as it was before the first action.</summary>
    public IFacts Facts => facts;

    /// <summary>Files that actions before the reply have put by for it.</summary>
    public List<AttachmentRequest> Attachments { get; } = [];

    /// <summary>The calls to others that were written down.</summary>
    public List<QueuedCall> Calls { get; } = [];

    /// <summary>What the reply says, sent or drafted; the last one when several actions reply.</summary>
    public ActionReply? Reply { get; set; }
}

/// <summary>A call to others that is made when everything is committed, and the action that asked for it.</summary>
internal sealed record QueuedCall(long Id, ActionCall Action);

/// <summary>A rendered reply.</summary>
internal sealed record ActionReply(string? BodyText, string? BodyHtml, IReadOnlyList<MessageAddressRequest> To, IReadOnlyList<MessageAddressRequest> Cc, IReadOnlyList<MessageAddressRequest> Bcc)
{
    /// <summary>Set when it was sent.</summary>
    public long? MessageId { get; init; }
}
