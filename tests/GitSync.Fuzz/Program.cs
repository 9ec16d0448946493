using GitSync.Fuzz;

FuzzSettings settings;
try
{
    settings = FuzzSettings.Parse(args);
}
catch (FormatException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    Console.Error.WriteLine(FuzzSettings.Usage);
    return 2;
}

return await FuzzRun.RunAsync(settings);
