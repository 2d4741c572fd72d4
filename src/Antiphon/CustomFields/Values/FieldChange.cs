using System.Text.Json;
using Antiphon.Data;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.CustomFields.Values;

/// <summary>What becomes of the values of one ticket or customer: worked out and checked by <see cref="PrepareFieldValues"/>, and all that is left is to store it.</summary>
internal sealed class FieldChange(FieldHolder holder, IReadOnlyDictionary<long, StoredValue> set, IReadOnlyCollection<long> cleared)
{
    public static FieldChange None(FieldHolder holder) => new(holder, new Dictionary<long, StoredValue>(), []);

    /// <summary>Whether anything will be different afterwards.</summary>
    public bool Any => set.Count > 0 || cleared.Count > 0;

    /// <summary>The values afterwards.</summary>
    public IReadOnlyDictionary<long, JsonElement> Applied(IReadOnlyDictionary<long, JsonElement> before)
    {
        var after = before.Where(entry => !cleared.Contains(entry.Key)).ToDictionary();
        foreach (var (field, value) in set)
        {
            after[field] = value.ToJson();
        }

        return after;
    }

    /// <summary>Stores the change, in the transaction of its cause and with its time, which reports ask for.</summary>
    public IEnumerable<Sql> Statements(long accountId, long ownerId, DateTimeOffset at)
    {
        if (cleared.Count > 0)
        {
            yield return Sql.Of($"delete from {holder.Table} where account_id = {accountId} and {holder.Owner} = {ownerId} and field_id = any({cleared.ToArray()})");
        }

        if (set.Count > 0)
        {
            yield return Sql.Of(
                $"""
                insert into {holder.Table} (account_id, {holder.Owner}, field_id, text_value, number_value, flag_value, set_at)
                select {accountId}, {ownerId}, wanted.*, {at} from unnest({set.Keys.ToArray()}, {set.Values.Select(value => value.Text!).ToArray()},
                  {Column(NpgsqlDbType.Numeric, value => value.Number)}, {Column(NpgsqlDbType.Boolean, value => value.Flag)}) wanted (field_id, text_value, number_value, flag_value)
                on conflict (account_id, {holder.Owner}, field_id)
                do update set text_value = excluded.text_value, number_value = excluded.number_value, flag_value = excluded.flag_value, set_at = excluded.set_at
                """);
        }
    }

    private NpgsqlParameter<T[]> Column<T>(NpgsqlDbType type, Func<StoredValue, T> value) => new() { TypedValue = [.. set.Values.Select(value)], NpgsqlDbType = NpgsqlDbType.Array | type };
}
