using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Customers;

/// <summary>
/// What a request makes of a customer's addresses. An address that stays keeps its row, and with it the id that clients may have noted.
/// </summary>
internal sealed class ChannelChange
{
    private readonly List<CustomerChannel> gone;
    private readonly List<(CustomerChannel Kept, WantedChannel Wanted)> changed;
    private readonly List<WantedChannel> added;

    private ChannelChange(string? email, IReadOnlyList<CustomerChannel> before, List<(CustomerChannel? Kept, WantedChannel Wanted)> after)
    {
        Email = email;
        gone = [.. before.Where(channel => !after.Exists(pair => pair.Kept == channel))];
        changed = [.. after
            .Where(pair => pair.Kept is { } kept && (kept.Address != pair.Wanted.Address || kept.Preferred != pair.Wanted.Preferred))
            .Select(pair => (pair.Kept!, pair.Wanted))];
        added = [.. after.Where(pair => pair.Kept is null).Select(pair => pair.Wanted)];
    }

    /// <summary>The primary address afterwards.</summary>
    public string? Email { get; }

    public bool Any => gone.Count + changed.Count + added.Count > 0;

    public static ChannelChange Of(UpdateCustomerRequest request, CustomerDetail detail, FieldErrors errors)
    {
        var email = request.Email.Value?.Trim();
        ChannelList.CheckAddress(errors, "email", CustomerChannel.Email, email);
        return request.Channels.HasValue
            ? Replace(ChannelList.Read(request.Channels.Value, errors.Under("channels")), email, detail)
            : Keep(request.Email.HasValue, email, detail);
    }

    /// <summary>The body has a list: it is the whole list. The primary address stays the primary one as long as nothing speaks against it.</summary>
    private static ChannelChange Replace(List<WantedChannel> wanted, string? email, CustomerDetail detail)
    {
        var primary = detail.Customer.Email;
        email ??= wanted.Find(channel => channel is { Type: CustomerChannel.Email, Preferred: true })?.Address
            ?? wanted.Find(channel => primary is not null && channel.Is(CustomerChannel.Email, primary))?.Address
            ?? wanted.PrimaryEmail();
        return new ChannelChange(email, detail.Channels, Pair(wanted.With(email).Settle(email), detail.Channels));
    }

    /// <summary>The body has no list: at most the channel of the primary address changes.</summary>
    private static ChannelChange Keep(bool emailIsSent, string? email, CustomerDetail detail)
    {
        var before = detail.Channels;
        var primary = detail.Customer.Email is { } address ? before.FirstOrDefault(channel => Wanted(channel).Is(CustomerChannel.Email, address)) : null;
        if (!emailIsSent)
        {
            email = detail.Customer.Email;
        }

        if (email is null)
        {
            // Cleared: the address goes, its channel with it.
            var rest = emailIsSent ? before.Where(channel => channel != primary) : before;
            return new ChannelChange(null, before, Pair(rest.Select(Wanted).ToList().Settle(null), before));
        }

        if (primary is null || before.Any(channel => Wanted(channel).Is(CustomerChannel.Email, email)))
        {
            return new ChannelChange(email, before, Pair(before.Select(Wanted).ToList().With(email).Settle(email), before));
        }

        // A new address takes the place of the old one.
        var moved = before.Select(channel => channel == primary ? Wanted(channel) with { Address = email } : Wanted(channel)).ToList().Settle(email);
        return new ChannelChange(email, before, [.. before.Zip(moved, (kept, wanted) => ((CustomerChannel?)kept, wanted))]);
    }

    public IEnumerable<Sql> Statements(long accountId, long customer, DateTimeOffset now)
    {
        if (gone.Count > 0)
        {
            yield return Sql.Of($"delete from customer_channels where account_id = {accountId} and customer_id = {customer} and id = any({gone.Select(channel => channel.Id).ToArray()})");
        }

        if (changed.Count > 0)
        {
            yield return Sql.Of(
                $"""
                update customer_channels set address = wanted.address, preferred = wanted.preferred, updated_at = {now}
                from unnest({changed.Select(pair => pair.Kept.Id).ToArray()}, {Addresses(changed.Select(pair => pair.Wanted))}, {Preferred(changed.Select(pair => pair.Wanted))}) wanted (id, address, preferred)
                where account_id = {accountId} and customer_id = {customer} and customer_channels.id = wanted.id
                """);
        }

        if (added.Count > 0)
        {
            yield return Sql.Of(
                $"""
                insert into customer_channels (account_id, customer_id, type, address, preferred, created_at, updated_at)
                select {accountId}, {customer}, type, address, preferred, {now}, {now}
                from unnest({added.Select(channel => channel.Type).ToArray()}, {Addresses(added)}, {Preferred(added)}) with ordinality wanted (type, address, preferred, position)
                order by position
                """);
        }
    }

    private static string[] Addresses(IEnumerable<WantedChannel> channels) => [.. channels.Select(channel => channel.Address)];

    private static bool[] Preferred(IEnumerable<WantedChannel> channels) => [.. channels.Select(channel => channel.Preferred is true)];

    private static WantedChannel Wanted(CustomerChannel channel) => new(channel.Type, channel.Address, channel.Preferred);

    private static List<(CustomerChannel? Kept, WantedChannel Wanted)> Pair(List<WantedChannel> wanted, IReadOnlyList<CustomerChannel> before) =>
        [.. wanted.Select(channel => (before.FirstOrDefault(old => channel.Is(old.Type, old.Address)), channel))];
}
