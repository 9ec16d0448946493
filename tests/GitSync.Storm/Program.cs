using GitSync.Storm;

try
{
    return args is ["load", .. var load]
        ? await LoadRun.RunAsync(LoadSettings.Parse(load))
        : await StormRun.RunAsync(StormSettings.Parse(args));
}
catch (FormatException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    Console.Error.WriteLine(StormSettings.Usage);
    Console.Error.WriteLine(LoadSettings.Usage);
    return 2;
}
