using Antiphon.Data;
using Npgsql;
using NpgsqlTypes;

namespace Antiphon.Bench.Bare;

/// <summary>
/// A statement of the server, taken once as text with the places of its values: so the bare endpoint sends the very same SQL, and spends nothing on
/// putting it together.
/// </summary>
internal sealed class Statement
{
    // What stands in for a value that each request brings. No id and no limit is negative.
    public const long Account = -1;
    public const long Reader = -2;
    public const long Id = -3;
    public const string Text = "\u0001";

    private readonly string sql;
    private readonly object[] places;

    public Statement(Sql sql)
    {
        var command = new NpgsqlCommand();
        sql.WriteTo(command);
        this.sql = command.CommandText;
        places = [.. command.Parameters.Select(parameter => parameter.Value!)];
    }

    public NpgsqlBatchCommand For(Tenant tenant, long id = 0, string text = "")
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var place in places)
        {
            command.Parameters.Add(place switch
            {
                Account => new NpgsqlParameter<long> { TypedValue = tenant.AccountId },
                Reader => new NpgsqlParameter<long> { TypedValue = tenant.UserId },
                Id => new NpgsqlParameter<long> { TypedValue = id },
                long other => new NpgsqlParameter<long> { TypedValue = other },
                Text => new NpgsqlParameter<string> { TypedValue = text, NpgsqlDbType = NpgsqlDbType.Text },
                string other => new NpgsqlParameter<string> { TypedValue = other, NpgsqlDbType = NpgsqlDbType.Text },
                _ => throw new InvalidOperationException($"A statement has a value of type {place.GetType()}."),
            });
        }

        return command;
    }
}

/// <summary>An account as the bare endpoint knows it: by its host, without asking anybody.</summary>
internal sealed record Tenant(long AccountId, long UserId);
