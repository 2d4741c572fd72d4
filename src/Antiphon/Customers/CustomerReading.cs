using System.Text.Json;
using Antiphon.Contract;
using Antiphon.Data;
using Npgsql;

namespace Antiphon.Customers;

/// <summary>
/// Reads customers for whoever shows them. Lists join <c>customers</c> and read <see cref="PersonColumns"/>; details splice
/// <see cref="Statements"/> into a batch of their own, so that a ticket and its customer are one round trip.
/// </summary>
internal static class CustomerReading
{
    /// <summary>The columns of the short form, of a table or join that is named <c>customers</c>.</summary>
    public const string PersonColumns = "customers.id, customers.email, customers.name, customers.meta";

    private static readonly IReadOnlyDictionary<string, JsonElement> NoData = new Dictionary<string, JsonElement>(StringComparer.Ordinal);

    /// <summary>Reads <see cref="PersonColumns"/>; null when an outer join found nobody, as for a customer who was deleted.</summary>
    public static PersonResource? Person(NpgsqlDataReader row, int first) =>
        row.Long(first) is { } id ? Person(id, row.Text(first + 1), row.Text(first + 2), row.Json(first + 3)) : null;

    public static PersonResource Person(long id, string? email, string? name, JsonElement? meta) => new(id, email, name, PersonName.First(name), PersonName.Last(name), meta);

    /// <summary>
    /// The statements that load details. <paramref name="ids"/> stands inside <c>in (…)</c>: a list of ids, or a select that finds them, such as the
    /// customer of a ticket that the same batch reads. <see cref="ReadAsync"/> reads their result sets.
    /// </summary>
    public static IReadOnlyList<Sql> Statements(long accountId, Sql ids) =>
    [
        Sql.Of($"select {Customer.Columns:raw} from customers where account_id = {accountId} and id in ({ids})"),
        Sql.Of($"select {CustomerChannel.Columns:raw} from customer_channels where account_id = {accountId} and customer_id in ({ids}) order by id"),
        Sql.Of($"select customer_id, integration_id, data from customer_integrations where account_id = {accountId} and customer_id in ({ids}) order by integration_id"),
    ];

    public static async Task<IReadOnlyDictionary<long, CustomerDetail>> ReadAsync(ResultSets results, CancellationToken cancellationToken)
    {
        var customers = await results.ListAsync(Customer.Read, cancellationToken);
        var channels = (await results.ListAsync(CustomerChannel.Read, cancellationToken)).ToLookup(channel => channel.CustomerId);
        var integrations = (await results.ListAsync(row => (Owner: row.GetInt64(0), Id: row.GetInt64(1), Data: row.Json(2)!.Value), cancellationToken)).ToLookup(item => item.Owner);
        return customers.ToDictionary(
            customer => customer.Id,
            customer => new CustomerDetail(
                customer,
                [.. channels[customer.Id]],
                integrations.Contains(customer.Id) ? integrations[customer.Id].ToDictionary(item => $"{item.Id}", item => item.Data, StringComparer.Ordinal) : NoData));
    }

    /// <summary>The details of any number of customers in one round trip; unknown ids are absent.</summary>
    public static Task<IReadOnlyDictionary<long, CustomerDetail>> DetailsAsync(DeskDb db, long accountId, long[] ids, CancellationToken cancellationToken) =>
        db.BatchAsync(Statements(accountId, Sql.Of($"select unnest({ids})")), ReadAsync, cancellationToken);

    /// <summary>Locks customers in order of id, so that operations that cross wait for each other, and reads them as they are then.</summary>
    /// <param name="forGood">True to delete or merge them; false to change them, which does not wait for tickets that are being written for them.</param>
    public static Task<IReadOnlyDictionary<long, CustomerDetail>> LockAsync(DeskDb db, long accountId, long[] ids, bool forGood, CancellationToken cancellationToken) =>
        db.BatchAsync(
            [
                forGood
                    ? Sql.Of($"select id from customers where account_id = {accountId} and id = any({ids}) order by id for update")
                    : Sql.Of($"select id from customers where account_id = {accountId} and id = any({ids}) order by id for no key update"),
                .. Statements(accountId, Sql.Of($"select unnest({ids})")),
            ],
            async (results, token) =>
            {
                await results.ListAsync(row => row.GetInt64(0), token);
                return await ReadAsync(results, token);
            },
            cancellationToken);

    /// <summary>The short forms of any number of customers; unknown ids are absent.</summary>
    public static async Task<IReadOnlyDictionary<long, PersonResource>> PeopleAsync(DeskDb db, long accountId, long[] ids, CancellationToken cancellationToken)
    {
        var people = await db.ListAsync(
            $"select {PersonColumns:raw} from customers where account_id = {accountId} and id = any({ids})",
            row => Person(row, 0)!,
            cancellationToken);
        return people.ToDictionary(person => person.Id);
    }
}
