using Antiphon.Contract;
using Antiphon.Data;
using Antiphon.Http;
using Antiphon.Identity;
using Antiphon.Views;
using Antiphon.Views.Items;

namespace Antiphon.Jobs.Running;

/// <summary>Writes down which tickets a job works on, in pieces, at the moment when it begins: what its own work makes of a view changes nothing any more.</summary>
internal sealed class SelectTickets(DeskDb db, GetView getView, ViewCondition viewCondition)
{
    /// <summary>Answers how many there are. Runs in the open transaction.</summary>
    public async Task<Result<long>> RunAsync(ClaimedJob job, int size, Actor actor, CancellationToken cancellationToken)
    {
        var wanted = job.Params;
        if (wanted.TicketIds is { } ids && job.Type != JobType.ExportTicket)
        {
            // As they are named: one that is not there is told of.
            return await WriteAsync(job, Sql.Of($"select distinct id from unnest({ids.ToArray()}) named (id)"), size, cancellationToken);
        }

        var condition = await ConditionAsync(wanted, actor, cancellationToken);
        if (condition.Failure is { } failure)
        {
            return failure;
        }

        var select = Sql.Of($"select tickets.id from tickets where tickets.account_id = {actor.AccountId} and {condition.Value}");
        if (job.Type == JobType.ExportTicket)
        {
            select += wanted.StartDatetime is { } start ? Sql.Of($" and tickets.created_at >= {start}") : Sql.Empty;
            select += wanted.EndDatetime is { } end ? Sql.Of($" and tickets.created_at < {end}") : Sql.Empty;
        }

        return await WriteAsync(job, select, size, cancellationToken);
    }

    /// <summary>Cuts ids into pieces.</summary>
    public Task<long> WriteAsync(ClaimedJob job, Sql ids, int size, CancellationToken cancellationToken) => db.SingleAsync(
        $"""
        with written as (
          insert into job_batches (account_id, job_id, number, ids)
          select {job.AccountId}, {job.Id}, number, array_agg(id order by id)
          from (select id, ((row_number() over (order by id) - 1) / {size})::int number from ({ids}) chosen (id)) numbered group by number
          returning cardinality(ids) size)
        select coalesce(sum(size), 0)::bigint from written
        """,
        row => row.GetInt64(0),
        cancellationToken);

    private async Task<Result<Sql>> ConditionAsync(JobParams wanted, Actor actor, CancellationToken cancellationToken)
    {
        if (wanted.TicketIds is { } ids)
        {
            return Sql.Of($"tickets.id = any({ids.ToArray()})");
        }

        if (wanted.ViewId is { } id)
        {
            return await (await getView.RunAsync(id, actor, cancellationToken)).ThenAsync(view => viewCondition.RunAsync(view, actor, cancellationToken));
        }

        return await viewCondition.RunAsync(CheckJob.Unsaved(wanted.View!, new FieldErrors()), actor, cancellationToken);
    }
}
