using Antiphon.Accounts.WorkingHours;
using Antiphon.Data;

namespace Antiphon.Statistics.Reports;

/// <summary>Reads when an account works, from its oldest ticket or the beginning of the period on.</summary>
internal sealed class ReadWorkingTime(DeskDb db)
{
    public async Task<WorkingTime> RunAsync(long accountId, ReportPeriod period, CancellationToken cancellationToken)
    {
        var (setting, oldest) = await db.SingleAsync(
            $"""
            select (select data from account_settings where account_id = {accountId} and type = 'business-hours'),
              (select min(created_at) from statistic_tickets where account_id = {accountId})
            """,
            row => (row.Json(0), row.TimeOrNull(1)),
            cancellationToken);
        if (BusinessHours.Read(setting) is not { } hours)
        {
            return WorkingTime.Always;
        }

        // A customer may have written before the ticket was made here, when it was brought along.
        var from = (oldest < period.Start ? oldest.Value : period.Start).AddDays(-31);
        return WorkingTime.Of(hours.Own.Periods(from, period.End));
    }
}
