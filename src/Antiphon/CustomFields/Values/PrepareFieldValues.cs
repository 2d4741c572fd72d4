using System.Text.Json;
using Antiphon.Data;

namespace Antiphon.CustomFields.Values;

/// <summary>
/// Checks wishes for values against their fields, and works out what they change. Whatever sets values goes through here: bodies of tickets and customers,
/// the routes for values, macros and rules.
/// </summary>
internal sealed class PrepareFieldValues(DeskDb db)
{
    /// <summary>
    /// Answers the change from <paramref name="stored"/>; what is wrong is noted at each wish, and the answer is of no use then. A value that is stored
    /// already may be sent again even when its field was archived or its choice taken away since, because clients send back all that they read.
    /// </summary>
    public async Task<FieldChange> RunAsync(
        FieldHolder holder, IReadOnlyList<FieldValueWish> wishes, IReadOnlyDictionary<long, JsonElement> stored, long accountId, CancellationToken cancellationToken)
    {
        if (wishes.Count == 0)
        {
            return FieldChange.None(holder);
        }

        var fields = await FieldsAsync([.. wishes.Select(wish => wish.FieldId).OfType<long>().Distinct()], accountId, cancellationToken);
        var set = new Dictionary<long, StoredValue>();
        var cleared = new HashSet<long>();
        var seen = new HashSet<long>();
        foreach (var wish in wishes)
        {
            if (Find(wish, fields, holder, seen) is not { } field)
            {
                continue;
            }

            if (wish.IsClearing)
            {
                if (stored.ContainsKey(field.Id))
                {
                    cleared.Add(field.Id);
                }
            }
            else if (Settle(wish, field, stored) is { } value)
            {
                set.Add(field.Id, value);
            }
        }

        return new FieldChange(holder, set, cleared);
    }

    private static CustomField? Find(FieldValueWish wish, Dictionary<long, CustomField> fields, FieldHolder holder, HashSet<long> seen)
    {
        var errors = wish.Errors.Required("id", wish.FieldId).AddIf(!wish.Value.HasValue, "value", Http.FieldErrors.Missing);
        if (wish.FieldId is not { } id)
        {
            return null;
        }

        var field = fields.GetValueOrDefault(id);
        errors.AddIf(field is null, "id", $"Custom field {id} does not exist.")
            .AddIf(field is not null && field.ObjectType != holder.ObjectType, "id", $"Custom field {id} is not a field of a {holder.ObjectType.ToLowerInvariant()}.")
            .AddIf(!seen.Add(id), "id", $"Custom field {id} is named twice.");
        return errors.Has("id") || errors.Has("value") ? null : field;
    }

    /// <summary>The value to store; null when it is stored already or wrong.</summary>
    private static StoredValue? Settle(FieldValueWish wish, CustomField field, IReadOnlyDictionary<long, JsonElement> stored)
    {
        var (value, error) = FieldValueReading.Read(field, wish.Value.Value!.Value);
        var isKnown = value != default && stored.TryGetValue(field.Id, out var before) && JsonElement.DeepEquals(before, value.ToJson());
        if (isKnown)
        {
            return null;
        }

        wish.Errors.AddIf(field.IsArchived, "id", $"Custom field {field.Id} is archived.").AddIf(error is not null, "value", error!);
        return field.IsArchived || error is not null ? null : value;
    }

    // Locked against changes until the values are stored: a field must not change its type between the check and the insert.
    private async Task<Dictionary<long, CustomField>> FieldsAsync(long[] ids, long accountId, CancellationToken cancellationToken)
    {
        var fields = await db.ListAsync(
            $"select {CustomField.Columns:raw} from custom_fields where account_id = {accountId} and id = any({ids}) order by id for key share", CustomField.Read, cancellationToken);
        return fields.ToDictionary(field => field.Id);
    }
}
