System.Console.WriteLine("suites: rules, queue");
