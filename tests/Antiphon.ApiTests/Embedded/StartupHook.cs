using Antiphon.ApiTests.Embedded;

/// <summary>Makes the test executable, when <see cref="OtherProcess"/> starts it, hold a server instead of running tests; the runtime calls this before Main.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(OtherProcess.Task) is { } task)
        {
            OtherProcess.HoldAsync(task).GetAwaiter().GetResult();
            Environment.Exit(0);
        }
    }
}
