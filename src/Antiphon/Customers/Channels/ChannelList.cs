using System.Text.RegularExpressions;
using Antiphon.Contract;
using Antiphon.Http;

namespace Antiphon.Customers;

/// <summary>Reads the addresses of a body and settles which of them are preferred.</summary>
internal static partial class ChannelList
{
    private const int Most = 500;

    /// <summary>Checks the list and answers it without repetitions. <paramref name="errors"/> is the view on the member that holds it.</summary>
    public static List<WantedChannel> Read(IReadOnlyList<CustomerChannelRequest>? channels, FieldErrors errors)
    {
        var wanted = new List<WantedChannel>();
        for (var i = 0; i < (channels?.Count ?? 0); i++)
        {
            var channel = channels![i];
            var own = errors.Under(i);
            own.RequiredText("type", channel.Type).RequiredText("address", channel.Address);
            own.AddIf(channel.Type is { } slug && !TypePattern().IsMatch(slug), "type", "Use lower-case letters, digits, hyphens and underscores.");
            var address = channel.Address?.Trim() ?? "";
            CheckAddress(own, "address", channel.Type, address);
            if (channel.Type is { } type && !wanted.Exists(earlier => earlier.Is(type, address)))
            {
                wanted.Add(new WantedChannel(type, address, channel.Preferred));
            }
        }

        if (channels?.Count > Most)
        {
            errors.Add("_schema", $"Longer than maximum length {Most}.");
        }

        return wanted;
    }

    public static void CheckAddress(FieldErrors errors, string field, string? type, string? address)
    {
        errors.MaxLength(field, address, Customer.MaxAddressLength);
        if (type is CustomerChannel.Email)
        {
            errors.EmailAddress(field, address);
        }
    }

    /// <summary>The list with a primary e-mail address in front, unless it is there already; then only its spelling is taken over.</summary>
    public static List<WantedChannel> With(this List<WantedChannel> channels, string? email)
    {
        if (email is null)
        {
            return channels;
        }

        var place = channels.FindIndex(channel => channel.Is(CustomerChannel.Email, email));
        return place < 0
            ? [new WantedChannel(CustomerChannel.Email, email), .. channels]
            : [.. channels.Select((channel, i) => i == place ? channel with { Address = email } : channel)];
    }

    /// <summary>The address that is primary when nobody names one: the preferred e-mail channel's.</summary>
    public static string? PrimaryEmail(this IEnumerable<WantedChannel> channels) =>
        channels.Where(channel => channel.Type is CustomerChannel.Email).ToList() is { Count: > 0 } mail ? Preferred(mail).Address : null;

    /// <summary>Settles that exactly one channel of each type is preferred; of the e-mail channels, that of the primary address.</summary>
    public static List<WantedChannel> Settle(this List<WantedChannel> channels, string? email)
    {
        var preferred = channels
            .GroupBy(channel => channel.Type, StringComparer.Ordinal)
            .Select(same => same.FirstOrDefault(channel => email is not null && channel.Is(CustomerChannel.Email, email)) ?? Preferred([.. same]))
            .ToHashSet();
        return [.. channels.Select(channel => channel with { Preferred = preferred.Contains(channel) })];
    }

    private static WantedChannel Preferred(List<WantedChannel> same) =>
        same.Find(channel => channel.Preferred is true) ?? same.Find(channel => channel.Preferred is null) ?? same[0];

    [GeneratedRegex("^[a-z0-9][a-z0-9_-]{0,63}$", RegexOptions.NonBacktracking)]
    private static partial Regex TypePattern();
}
