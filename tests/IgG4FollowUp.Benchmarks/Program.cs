Console.WriteLine("No benchmark named.");
