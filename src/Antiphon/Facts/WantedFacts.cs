using Antiphon.Language.Templates;

namespace Antiphon.Facts;

/// <summary>Which parts of a ticket's world some paths lead into, so that a macro that only knows the customer's name reads no conversation.</summary>
internal readonly record struct WantedFacts(bool Customer, bool Messages, bool FirstMessage, bool LastMessage, bool Message, bool CurrentUser, bool Account)
{
    public static WantedFacts Of(IEnumerable<FactPath> paths)
    {
        var wanted = default(WantedFacts);
        foreach (var path in paths)
        {
            wanted = path switch
            {
                { Root: "message" } => wanted with { Message = true },
                { Root: "current_user" } => wanted with { CurrentUser = true },
                _ when path.StartsWith("ticket", "customer") || path.StartsWith("ticket", "requester") => wanted with { Customer = true },
                _ when path.StartsWith("ticket", "messages") => wanted with { Messages = true },
                _ when path.StartsWith("ticket", "first_message") => wanted with { FirstMessage = true },
                _ when path.StartsWith("ticket", "last_message") || path.StartsWith("ticket", "sender") || path.StartsWith("ticket", "receiver") => wanted with { LastMessage = true },
                _ when path.StartsWith("ticket", "account") => wanted with { Account = true },
                // The ticket as a whole is everything of it.
                { Root: "ticket", Steps.Count: 1 } => new WantedFacts(true, true, true, true, wanted.Message, wanted.CurrentUser, true),
                _ => wanted,
            };
        }

        return wanted;
    }
}
