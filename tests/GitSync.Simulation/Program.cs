using GitSync.Simulation;

SimulationSettings settings;
try
{
    settings = SimulationSettings.Parse(args);
}
catch (FormatException refusal)
{
    Console.Error.WriteLine(refusal.Message);
    Console.Error.WriteLine(SimulationSettings.Usage);
    return 2;
}

return await SeedRunner.RunAsync(settings);
