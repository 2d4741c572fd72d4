using Antiphon.Contract;
using Antiphon.Customers;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Search.Phones;

namespace Antiphon.VoiceCalls;

/// <summary>
/// Finds the customer of a call by the number, however it is spelled where it is kept; one who is not known is made with the number and no address that nobody gave. All
/// who withhold their numbers are one.
/// </summary>
internal sealed class CallerOfCall(DeskDb db, ResolveCustomer resolveCustomer)
{
    private const string AnonymousId = "phone:anonymous";

    public async Task<long?> RunAsync(CheckedCall call, string region, FieldErrors errors, Actor actor, CancellationToken cancellationToken)
    {
        var given = call.Request.Customer;
        if (given is { Id: not null } or { Email: not null } or { ExternalId: not null })
        {
            return (await resolveCustomer.RunAsync(WithNumber(given, call), errors.Under("customer"), actor, cancellationToken))?.Id;
        }

        if (call.CustomerNumber == CheckCall.Anonymous)
        {
            return (await resolveCustomer.RunAsync(new PersonRequest { ExternalId = AnonymousId, Name = "Anonymous caller" }, errors, actor, cancellationToken))?.Id;
        }

        string[] spellings = [.. PhoneNumber.Spellings(call.CustomerNumber, region)];
        var known = await db.FirstOrDefaultAsync<long?>(
            $"""
            select c.customer_id from unnest({spellings}) with ordinality spelled (phone, place)
            join customer_channels c on c.account_id = {actor.AccountId} and c.phone = spelled.phone collate "C" order by spelled.place, c.customer_id limit 1
            """,
            row => row.GetInt64(0),
            cancellationToken);
        return known ?? (await resolveCustomer.RunAsync(WithNumber(given ?? new PersonRequest(), call), errors.Under("customer"), actor, cancellationToken))?.Id;
    }

    private static PersonRequest WithNumber(PersonRequest person, CheckedCall call) => person.Channels is { Count: > 0 } || call.CustomerNumber == CheckCall.Anonymous
        ? person
        : person with { Channels = [new ChannelReferenceRequest("phone", call.CustomerNumber)] };
}
