using Antiphon.Contract;
using Antiphon.Customers;

namespace Antiphon.Tickets;

/// <summary>Where a ticket can be answered: always by note, by e-mail when the customer has an address, and on its own channel when that can be written to.</summary>
internal static class ReplyOptions
{
    private static readonly ReplyOptionResource Yes = new(true);

    // A channel, and the customer's address that it needs; no address means that the conversation itself is the way back.
    private static readonly Dictionary<string, string?> Answerable = new(StringComparer.Ordinal)
    {
        ["email"] = "email",
        ["contact_form"] = "email",
        ["help-center"] = "email",
        ["sms"] = "phone",
        ["whatsapp"] = "phone",
        ["chat"] = null,
        ["facebook"] = null,
        ["facebook-mention"] = null,
        ["facebook-messenger"] = null,
        ["facebook-recommendations"] = null,
        ["instagram-ad-comment"] = null,
        ["instagram-comment"] = null,
        ["instagram-direct-message"] = null,
        ["instagram-mention"] = null,
        ["twitter"] = null,
        ["twitter-direct-message"] = null,
        ["yotpo-review"] = null,
    };

    public static IReadOnlyDictionary<string, ReplyOptionResource> Of(Ticket ticket, CustomerDetail? customer)
    {
        var options = new Dictionary<string, ReplyOptionResource>(StringComparer.Ordinal)
        {
            ["email"] = On("email", customer),
            [Slugs.InternalNote] = Yes,
        };
        if (Answerable.ContainsKey(ticket.Channel))
        {
            options[ticket.Channel] = On(ticket.Channel, customer);
        }

        return options;
    }

    private static ReplyOptionResource On(string channel, CustomerDetail? customer)
    {
        var needed = Answerable[channel];
        var reachable = needed is null || customer?.Channels.Any(address => address.Type == needed || (needed == "phone" && address.Type == channel)) is true;
        return reachable ? Yes : new(false, $"The customer has no {needed} address.");
    }
}
