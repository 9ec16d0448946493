using GitSync.Storm;

StormSettings settings;
try
{
    settings = StormSettings.Parse(args);
}
catch (FormatException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    Console.Error.WriteLine(StormSettings.Usage);
    return 2;
}

return await StormRun.RunAsync(settings);
