Console.WriteLine("antiphon");
