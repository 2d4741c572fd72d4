using System.Data;
using Npgsql;

namespace Antiphon.Data;

/// <summary>
/// The door to PostgreSQL, one per request or unit of work. Inside <see cref="BeginAsync"/> every statement of this instance runs in that
/// transaction, so operations that call operations share it without passing it along. Not for concurrent use.
/// </summary>
internal sealed class DeskDb(NpgsqlDataSource source)
{
    private readonly Stack<DeskTransaction> open = new();

    /// <summary>Starts a transaction, or a savepoint inside the one that is open. Leaving it without a commit undoes it.</summary>
    public Task<DeskTransaction> BeginAsync(CancellationToken cancellationToken) => BeginAsync(IsolationLevel.ReadCommitted, cancellationToken);

    /// <summary>The same with a stricter isolation, which a savepoint cannot change any more.</summary>
    public async Task<DeskTransaction> BeginAsync(IsolationLevel isolation, CancellationToken cancellationToken)
    {
        DeskTransaction started;
        if (open.TryPeek(out var outer))
        {
            var savepoint = $"level_{open.Count}";
            await outer.Transaction.SaveAsync(savepoint, cancellationToken);
            started = new DeskTransaction(this, outer.Connection, outer.Transaction, savepoint);
        }
        else
        {
            var connection = await source.OpenConnectionAsync(cancellationToken);
            try
            {
                started = new DeskTransaction(this, connection, await connection.BeginTransactionAsync(isolation, cancellationToken), savepoint: null);
            }
            catch
            {
                await connection.DisposeAsync();
                throw;
            }
        }

        open.Push(started);
        return started;
    }

    /// <summary>Does something when the open transaction has been committed as a whole, and never when it has not; at once when none is open.</summary>
    public void AfterCommit(Action action)
    {
        if (open.TryPeek(out var transaction))
        {
            transaction.Afterwards.Add(action);
        }
        else
        {
            action();
        }
    }

    public async Task<int> ExecuteAsync(Sql sql, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task<T> SingleAsync<T>(Sql sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? read(reader) : throw new InvalidOperationException("The statement answered no row.");
    }

    public async Task<T?> FirstOrDefaultAsync<T>(Sql sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? read(reader) : default;
    }

    public async Task<List<T>> ListAsync<T>(Sql sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = Command(sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await ReadAllAsync(reader, read, cancellationToken);
    }

    /// <summary>Several statements in one round trip; <paramref name="read"/> walks their result sets in order.</summary>
    public async Task<T> BatchAsync<T>(IReadOnlyList<Sql> statements, Func<ResultSets, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        var connection = open.TryPeek(out var transaction) ? transaction.Connection : await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await using var batch = new NpgsqlBatch(connection, transaction?.Transaction);
            foreach (var statement in statements)
            {
                var command = new NpgsqlBatchCommand();
                statement.WriteTo(command);
                batch.BatchCommands.Add(command);
            }

            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            return await read(new ResultSets(reader), cancellationToken);
        }
        finally
        {
            if (transaction is null)
            {
                await connection.DisposeAsync();
            }
        }
    }

    internal static async Task<List<T>> ReadAllAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>The transaction, or savepoint, in which the innermost savepoint stands.</summary>
    internal DeskTransaction AroundInnermost => open.ElementAt(1);

    internal void Ended(DeskTransaction transaction)
    {
        if (!ReferenceEquals(open.Pop(), transaction))
        {
            throw new InvalidOperationException("Transactions must end in the opposite order of their start.");
        }
    }

    private NpgsqlCommand Command(Sql sql)
    {
        var command = open.TryPeek(out var transaction) ? new NpgsqlCommand { Connection = transaction.Connection, Transaction = transaction.Transaction } : source.CreateCommand();
        sql.WriteTo(command);
        return command;
    }
}

/// <summary>An open transaction or savepoint of a <see cref="DeskDb"/>.</summary>
internal sealed class DeskTransaction(DeskDb db, NpgsqlConnection connection, NpgsqlTransaction transaction, string? savepoint) : IAsyncDisposable
{
    private bool committed;

    internal NpgsqlConnection Connection => connection;

    internal NpgsqlTransaction Transaction => transaction;

    /// <summary>What is done when all of it is committed.</summary>
    internal List<Action> Afterwards { get; } = [];

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (savepoint is null)
        {
            await transaction.CommitAsync(cancellationToken);
            committed = true;
            Afterwards.ForEach(action => action());
        }
        else
        {
            await transaction.ReleaseAsync(savepoint, cancellationToken);
            committed = true;
            db.AroundInnermost.Afterwards.AddRange(Afterwards);
        }
    }

    public async ValueTask DisposeAsync()
    {
        db.Ended(this);
        if (savepoint is null)
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
        else if (!committed)
        {
            await transaction.RollbackAsync(savepoint, CancellationToken.None);
        }
    }
}

/// <summary>The result sets of a batch, read front to back.</summary>
internal sealed class ResultSets(NpgsqlDataReader reader)
{
    private bool started;

    public async Task<List<T>> ListAsync<T>(Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await NextAsync(cancellationToken);
        return await DeskDb.ReadAllAsync(reader, read, cancellationToken);
    }

    public async Task<T?> FirstOrDefaultAsync<T>(Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await NextAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? read(reader) : default;
    }

    private async Task NextAsync(CancellationToken cancellationToken)
    {
        if (started && !await reader.NextResultAsync(cancellationToken))
        {
            throw new InvalidOperationException("The batch has no further result set.");
        }

        started = true;
    }
}
