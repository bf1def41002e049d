SafePrompt = check_prompt = is_blocked = None
