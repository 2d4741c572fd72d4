using Antiphon.Data;

namespace Antiphon.Statistics.Scopes;

/// <summary>
/// Scopes of the contract page whose subject this product does not have: orders, flows, articles, graded conversations, models that are compared with people.
/// A question to them is checked like any other, and the true answer is that there are no rows. <c>explain</c> and the list of scopes say so.
/// </summary>
internal static class UnfedScopes
{
    private const string Roles = "aiAgentRole,engagementType";

    public static readonly IReadOnlyList<ReportScope> All =
    [
        Of("auto-qa", "graded conversations",
            "averageResolutionCompletenessScore,averageCommunicationSkillsScore,averageLanguageProficiencyScore,averageAccuracyScore,averageEfficiencyScore,averageInternalComplianceScore,averageBrandVoiceScore,ticketCount,averageRatingScore",
            "ticketId,agentId,channel,integrationId,storeId,ticketQAScorerUserId,categoryName", "status,ticketQAScorerUserId", isOfTickets: true),
        Of("knowledge-insights", "uses of articles and other sources of knowledge", "averageSurveyScore,ticketCount,interactionsCount,viewsCount,clicksCount",
            "ticketId,resourceType,resourceSourceId,resourceSourceSetId,resourceVersion,customFieldTop2LevelsValue,createdDatetime",
            "storeId,resourceSourceId,resourceSourceSetId,resourceVersion,customFieldId,customFieldValueString"),
        Ai("ai-agent-time-saved", "a measure of how long people would have taken", "averageTimeSavedByAgent,medianTimeSavedByAgent", "aiAgentRole,ticketId,engagementType", Roles),
        Ai("overall-time-saved-by-agent", "a measure of how long people would have taken", "averageTimeSavedByAgent,medianTimeSavedByAgent", "automationFeatureType,orderManagementType,flowId,ticketId", "automationFeatureType"),
        Ai("overall-decrease-in-resolution-time", "a measure of how long people would have taken", "averageDecreaseInResolutionTime,medianDecreaseInResolutionTime", "automationFeatureType,orderManagementType,flowId,ticketId,resolutionTime", "automationFeatureType"),
        Ai("ai-agent-decrease-in-resolution-time", "a measure of how long people would have taken", "averageDecreaseInResolutionTime,medianDecreaseInResolutionTime", "aiAgentRole,ticketId,resolutionTime,aiIntentCustomField", "aiAgentRole"),
        Ai("overall-decrease-in-first-response-time", "a measure of how long people would have taken", "averageDecreaseInFirstResponseTime,medianDecreaseInFirstResponseTime", "automationFeatureType,orderManagementType,flowId,ticketId,firstResponseTime", "automationFeatureType"),
        Ai("ai-agent-decrease-in-first-response-time", "a measure of how long people would have taken", "averageDecreaseInFirstResponseTime,medianDecreaseInFirstResponseTime", "aiAgentRole,engagementType,ticketId,firstResponseTime,aiIntentCustomField", Roles),
        Ai("flow-dataset", "flows", "dropOffCount,handoverInteractionsCount", "flowId", ""),
        Ai("ai-sales-agent-orders-performance", "orders", "ordersInfluencedCount,totalSalesAmount,totalSalesAmountUsd,averageOrderValue,medianOrderValue,averagePurchaseTime,medianPurchaseTime", "currency,engagementType,ticketId,orderId,totalAmount,purchaseTime", "engagementType,currency,orderId"),
        Ai("ai-sales-agent-discounts", "discounts", "offeredDiscountCodesCount,appliedDiscountCodesCount,averageDiscountAmount,medianDiscountAmount,discountUsage", "currency,engagementType,ticketId,discountAmount,discountCodeOffered,discountCodeUsed", "engagementType,currency"),
        Ai("ai-sales-agent-activity", "sales of an automated agent", "revenuePerInteraction,recommendedProductCount,timesRecommended", "ticketId,engagementType,attributedRevenue,productRecommended,productId,productVariantIds", "engagementType,productId"),
        Ai("ai-sales-agent-buy-through-rate", "sales of an automated agent", "buyThroughRate,productBuyThroughRate", "engagementType,ticketId,productRecommended,boughtProducts,productId", "engagementType"),
        Ai("ai-sales-agent-conversion-rate", "sales of an automated agent", "conversionRate", "engagementType,ticketId,aiIntentCustomField", "engagementType"),
    ];

    private static ReportScope Ai(string name, string subject, string measures, string dimensions, string filters) =>
        Of(name, subject, measures, $"channel,storeIntegrationId,{dimensions}", filters.Length == 0 ? "channel,storeIntegrationId" : $"channel,storeIntegrationId,{filters}", "eventDatetime");

    private static ReportScope Of(string name, string subject, string measures, string dimensions, string filters, string? times = null, bool isOfTickets = false) => new(
        name, $"Needs {subject}, which this product does not record. Every answer is without rows.", "nothing")
    {
        Measures = [.. measures.Split(',').Select(measure => new ReportMeasure(measure, Aggregate.Rows, _ => Sql.Of($"null::int"), UnitOf(measure), $"Without data: {subject} are not recorded."))],
        Dimensions = [.. dimensions.Split(',').Select(ReportColumn.Unknown)],
        Filters =
        [
            .. isOfTickets ? TicketColumns.Common(Sql.Of($"null::bigint")) : [],
            .. filters.Split(',').Select(ReportColumn.Unknown),
        ],
        TimeDimensions = times is null ? TicketColumns.AnyTime(Sql.Of($"null::timestamptz")) : [.. times.Split(',').Select(time => ReportColumn.Time(time, Sql.Of($"null::timestamptz")))],
        TakesTagsAndFields = isOfTickets || name is "knowledge-insights",
    };

    private static string UnitOf(string measure) =>
        measure.EndsWith("Score", StringComparison.Ordinal) ? "score"
        : measure.Contains("Time", StringComparison.Ordinal) && !measure.StartsWith("times", StringComparison.Ordinal) ? "seconds"
        : measure.EndsWith("Rate", StringComparison.Ordinal) ? "share"
        : measure is "ticketCount" ? "tickets" : "count";
}
