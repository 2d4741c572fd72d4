using Antiphon.Data;

namespace Antiphon.Surveys;

/// <summary>What happens to surveys when their customer goes. The statements belong to the transaction of that cause.</summary>
internal static class CustomerSurveys
{
    /// <summary>Hands those of one customer to another.</summary>
    public static Sql Move(long accountId, long source, long target) =>
        Sql.Of($"update satisfaction_surveys set customer_id = {target} where account_id = {accountId} and customer_id = {source}");
}
