using System.Text.Json;
using Antiphon.Contract;
using Antiphon.CustomFields.Values;
using Antiphon.Data;
using Antiphon.Http;

namespace Antiphon.Customers;

/// <summary>What a request makes of a customer: worked out in memory, then written by <see cref="Statements"/>.</summary>
internal sealed record CustomerChange
{
    public required Customer After { get; init; }

    public required ChannelChange Channels { get; init; }

    public required FieldChange Fields { get; init; }

    /// <summary>The members that differ from before, by their wire names.</summary>
    public required IReadOnlyList<string> Changed { get; init; }

    /// <summary>Applies a request to a customer; what is wrong with it is noted in <paramref name="errors"/>, and the answer is of no use then.</summary>
    public static CustomerChange Of(UpdateCustomerRequest request, CustomerDetail detail, FieldChange fields, FieldErrors errors)
    {
        var before = detail.Customer;
        var channels = ChannelChange.Of(request, detail, errors);
        var after = before with
        {
            ExternalId = request.ExternalId.HasValue ? CustomerFields.Trimmed(request.ExternalId.Value) : before.ExternalId,
            Email = channels.Email,
            Name = NameOf(request, before.Name),
            Language = request.Language.Or(before.Language),
            Timezone = request.Timezone.Or(before.Timezone),
            Note = request.Note.Or(before.Note),
            Meta = request.Meta.Or(before.Meta),
            Data = request.Data.Or(before.Data),
            Fields = fields.Applied(before.Fields),
        };
        CustomerFields.Check(errors, after.Name, after.ExternalId, after.Language, after.Timezone, after.Meta);
        return new CustomerChange { After = after, Channels = channels, Fields = fields, Changed = Compare(before, after, channels, fields) };
    }

    /// <summary>
    /// Writes the customer and the channels as they are to be. The version of <c>data</c> is left alone: it belongs to the route that names one.
    /// </summary>
    public IReadOnlyList<Sql> Statements(long accountId, DateTimeOffset now) =>
    [
        Sql.Of(
            $"""
            update customers set external_id = {After.ExternalId}, email = {After.Email}, name = {After.Name}, language = {After.Language},
              timezone = {After.Timezone}, note = {After.Note}, meta = {After.Meta}, data = {After.Data}, updated_at = {now}
            where account_id = {accountId} and id = {After.Id}
            """),
        .. Channels.Statements(accountId, After.Id, now),
        .. Fields.Statements(accountId, After.Id, now),
    ];

    private static string? NameOf(UpdateCustomerRequest request, string? before) =>
        request.Name.HasValue ? CustomerFields.Trimmed(request.Name.Value)
        : request.Firstname.HasValue || request.Lastname.HasValue
            ? PersonName.Change(before, request.Firstname.HasValue ? request.Firstname.Value ?? "" : null, request.Lastname.HasValue ? request.Lastname.Value ?? "" : null)
            : before;

    private static List<string> Compare(Customer before, Customer after, ChannelChange channels, FieldChange fields)
    {
        var changed = new List<string>();
        void Note(string member, bool differs)
        {
            if (differs)
            {
                changed.Add(member);
            }
        }

        Note("external_id", before.ExternalId != after.ExternalId);
        Note("email", before.Email != after.Email);
        Note("name", before.Name != after.Name);
        Note("language", before.Language != after.Language);
        Note("timezone", before.Timezone != after.Timezone);
        Note("note", before.Note != after.Note);
        Note("meta", !Same(before.Meta, after.Meta));
        Note("data", !Same(before.Data, after.Data));
        Note("channels", channels.Any);
        Note("custom_fields", fields.Any);
        return changed;
    }

    private static bool Same(JsonElement? one, JsonElement? other) => one is { } a && other is { } b ? JsonElement.DeepEquals(a, b) : one is null && other is null;
}
